"""Becoming known: the first account, registration, logging in, the second step, mailed links."""
