"""Signing in elsewhere: on the way to an OpenID Connect provider, and back from it."""
