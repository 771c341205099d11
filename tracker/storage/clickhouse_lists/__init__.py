"""Visits and events one by one, from ClickHouse."""
