"""Signing in elsewhere: what is asked of an OpenID Connect provider, and what it answers."""
