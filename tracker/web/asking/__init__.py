"""Who asks, and may they: addresses, sessions, bearers, origins, sites."""
