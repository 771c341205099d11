"""How the engines stand that several processes share, and what to do about it."""
