"""What whoever writes a shard has to know of its newest rows, and where they have it from."""
