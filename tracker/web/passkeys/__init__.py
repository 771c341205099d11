"""Passkeys: one's own, and logging in with one."""
