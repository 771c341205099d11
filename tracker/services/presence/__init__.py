"""Who is on which page of a site now, and who was in the last half hour."""
