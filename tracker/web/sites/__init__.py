"""Home, a site's pages, its settings, team and tokens."""
