"""Dated copies of the database, putting one back, and checking what one holds."""
