"""The beacon: its routes, the fast path at the protocol, and what only they use."""
