"""The database's file: open, written by one, read by some, checked, copied."""
