"""Tracker: a self-hosted, live web analytics server."""

from datetime import date

__version__ = "0.1.0"
__released__ = date(2026, 11, 21)
