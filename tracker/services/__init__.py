"""What keeps running: objects with a lifetime."""
