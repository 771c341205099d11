"""Tracker: a self-hosted, live web analytics server."""

__version__ = "0.1.0"
