"""Pages of an account: profile, password, address, tokens, factors, export, leaving."""
