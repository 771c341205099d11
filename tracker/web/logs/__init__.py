"""The log: its context, its lines, its files."""
