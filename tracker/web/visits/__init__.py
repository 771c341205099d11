"""A site's visits as a list, and each with all that happened on it."""
