"""A place database that knows the invented visitors' networks, so that the demonstration has
regions and cities without a download. The format: https://maxmind.github.io/MaxMind-DB/"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from tracker.domain.places import Place
from tracker.services.seeding.cities import blocks

BITS = 128
V4_BELOW = 96  # zeros before an IPv4 address
RECORD = 3  # bytes; a node of the tree has two of them
GAP = bytes(16)  # between the tree and what it points to
MARKER = b"\xab\xcd\xefMaxMind.com"
UINT16, UINT32, UINT64, ARRAY = 5, 6, 9, 11

Node = list["int | Place | None"]  # what follows a zero, and what a one; an int is another node


def write_places(path: Path, built_at: int) -> None:
    """`built_at`: seconds, UTC."""
    nodes: list[Node] = [[None, None]]
    where: dict[Place, int] = {}
    data = b""
    for network, place in blocks():
        _put(nodes, network, place)
        if place not in where:
            where[place] = len(data)
            data += _written(_record(place))
    tree = b"".join(
        _pointer(branch, len(nodes), where).to_bytes(RECORD) for node in nodes for branch in node
    )
    path.write_bytes(tree + GAP + data + MARKER + _metadata(len(nodes), built_at))


def _put(nodes: list[Node], network: IPv4Network | IPv6Network, place: Place) -> None:
    length = network.prefixlen + (V4_BELOW if network.version == 4 else 0)
    bits = f"{int(network.network_address):0{BITS}b}"[:length]
    at = 0
    for bit in map(int, bits[:-1]):
        branch = nodes[at][bit]
        if not isinstance(branch, int):
            branch = nodes[at][bit] = len(nodes)
            nodes.append([None, None])
        at = branch
    nodes[at][int(bits[-1])] = place


def _pointer(branch: int | Place | None, nodes: int, where: Mapping[Place, int]) -> int:
    if isinstance(branch, Place):
        return nodes + len(GAP) + where[branch]
    return nodes if branch is None else branch


def _record(place: Place) -> dict[str, object]:
    return {
        "country_code": place.country,
        "region": place.region,
        "city": place.city,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _metadata(nodes: int, built_at: int) -> bytes:
    return _written(
        {
            "binary_format_major_version": (UINT16, 2),
            "binary_format_minor_version": (UINT16, 0),
            "build_epoch": (UINT64, built_at),
            "database_type": "Demonstration",
            "description": {"en": "Invented: which city an invented visitor is from"},
            "ip_version": (UINT16, 6),
            "languages": (ARRAY, 0),
            "node_count": (UINT32, nodes),
            "record_size": (UINT16, RECORD * 8),
        }
    )


def _written(value: object) -> bytes:
    match value:
        case str():
            text = value.encode()
            return _control(2, len(text)) + text
        case float():
            return _control(3, 8) + struct.pack(">d", value)
        case dict():
            parts = (_written(key) + _written(of_it) for key, of_it in value.items())
            return _control(7, len(value)) + b"".join(parts)
        case (int(kind), int(number)):
            size = (number.bit_length() + 7) // 8
            return _control(kind, size) + number.to_bytes(size)
    raise TypeError(value)


def _control(kind: int, size: int) -> bytes:
    """What comes before a value: its kind, and how large it is."""
    first, more = (size, b"") if size < 29 else (29, bytes([size - 29]))
    if kind > 7:
        return bytes([first, kind - 7]) + more
    return bytes([kind << 5 | first]) + more
