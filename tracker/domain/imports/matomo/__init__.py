"""Matomo: answers of its API, and dumps of its database."""
