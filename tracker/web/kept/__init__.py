"""What people keep for a site's reports: goals, segments, annotations."""
