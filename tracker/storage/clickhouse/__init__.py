"""ClickHouse: events and reports of several processes that are one server."""
