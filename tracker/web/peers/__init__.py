"""Trackers of other products that point here: each is answered in its own manner."""
