"""What several formats read with: tables, dumps, JSON, archives, times, names."""
