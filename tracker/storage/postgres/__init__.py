"""PostgreSQL for all that people keep, where many processes share it."""
