"""A real server's tables."""

from tests.engines.clickhouse_server import clickhouse, clickhouse_url, empty_clickhouse

__all__ = ["clickhouse", "clickhouse_url", "empty_clickhouse"]
