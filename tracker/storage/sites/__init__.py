"""Sites, who is on them and invited to them, and their tokens."""
