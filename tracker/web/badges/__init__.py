"""Badges: an owner makes them, and anybody's pages show them."""
