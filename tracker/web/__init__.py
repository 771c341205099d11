"""What is said: HTTP handlers, one file per noun."""
