"""The first page: what this is, for a stranger; the sites, for their owner, live."""
