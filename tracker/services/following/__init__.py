"""What one process knows by heart is what all have made of it: each follows the feed of changes."""
