"""A row of a file as a row of ours: its keys, its visit, its parts, and the batch it goes in."""
