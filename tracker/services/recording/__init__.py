"""A hit's way to the disk: the rules it passes, its visitor, the queue, the one that writes."""
