"""The database's file: open, locked, written by one, read by some, checked, copied."""
