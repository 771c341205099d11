"""A site's pages, its settings, team and tokens."""
