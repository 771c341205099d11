"""People: accounts, log-in sessions, links, tokens, second factors, and who did what."""
