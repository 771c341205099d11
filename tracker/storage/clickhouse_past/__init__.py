"""A site's older events, as open views ask for them, from ClickHouse."""
