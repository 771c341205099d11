"""The event log: what is appended, read back, summed and erased, and the salts of its hashes."""
