"""Products that have one export each."""
