"""Links by which strangers see a site's reports: making them, and what they show."""
