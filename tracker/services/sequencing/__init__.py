"""One writer a shard: what was taken anywhere is given its place in the log, and filed."""
