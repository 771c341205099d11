"""Alerts of a site: what is told, to whom, and what became of each message."""
