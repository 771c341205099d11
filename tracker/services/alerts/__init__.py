"""Alerts: watching what is committed, telling it, and trying until it was taken."""
