"""The event log: what is appended, read back and summed, and the salts of its hashes."""
