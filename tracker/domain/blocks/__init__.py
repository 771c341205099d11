"""Whom and what a site does not count."""
