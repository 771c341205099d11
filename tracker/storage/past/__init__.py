"""Moments of the past: the rows of a stretch of a site's time, and how a day went."""
