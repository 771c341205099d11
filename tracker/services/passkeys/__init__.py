"""Passkeys: keys that browsers keep, which log in without a password."""
