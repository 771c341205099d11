"""Alerts, whom they are told to, and the messages on their way."""
