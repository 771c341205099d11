"""A real ClickHouse for processes of several that are one server."""

from tests.engines.clickhouse_server import clickhouse, clickhouse_url, empty_clickhouse

__all__ = ["clickhouse", "clickhouse_url", "empty_clickhouse"]
