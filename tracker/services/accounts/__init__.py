"""Accounts: passwords, second factors, tokens, throttles, who did what."""
