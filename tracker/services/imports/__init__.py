"""History from other products: files that are sent, rows brought behind the hits, undone."""
