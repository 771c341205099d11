"""Lifelike people, sites and visits, for the demonstration, for tests and for staging servers."""
