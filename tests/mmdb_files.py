"""Real MMDB files for tests, in the shapes that databases come in."""

from collections.abc import Mapping
from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet

FLAT = {
    "country_code": "US",
    "state1": "California",
    "city": "Los Angeles",
    "postcode": "90001",
    "latitude": 34.05,
    "longitude": -118.25,
}
NESTED = {
    "city": {"names": {"de": "Köln", "en": "Cologne"}},
    "country": {"iso_code": "DE"},
    "location": {"latitude": 50.9333, "longitude": 6.95},
    "postal": {"code": "50667"},
    "subdivisions": [{"names": {"en": "North Rhine-Westphalia"}}],
}


def write_mmdb(
    path: Path, records: Mapping[str, object], kind: str = "test", version: int = 6
) -> Path:
    """A database of network -> record; `kind` is what it calls itself."""
    writer = MMDBWriter(
        ip_version=version,
        ipv4_compatible=version == 6,
        database_type=kind,
        float_type="f64",
        int_type="u32",
    )
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    path.parent.mkdir(parents=True, exist_ok=True)
    writer.to_db_file(str(path))
    return path
