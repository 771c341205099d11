"""History from other products: files read, rows made of them, brought behind the hits, undone."""
