"""Umami: its cloud's export, and dumps of its database."""
