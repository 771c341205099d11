"""What is to be erased of the log, and how: deleted sites, visits whose time is over."""
