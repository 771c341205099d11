"""Where the invented visitors sit: networks of large providers, cut into blocks of a city each.

Nothing is ever sent to these addresses: they are only named as the visitors' own."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from random import Random
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import NamedTuple

from tracker.domain.places import NOWHERE, Place
from tracker.services.seeding.shares import Shares

BLOCKS = 32  # of a network

# How many of the visitors a network sends, and the language there, which names the country.
NETWORKS = [
    ("73.0.0.0/8", 12, "en-US"),
    ("99.0.0.0/10", 6, "en-US"),
    ("91.0.0.0/10", 10, "de-DE"),
    ("84.128.0.0/10", 5, "de-DE"),
    ("86.128.0.0/10", 7, "en-GB"),
    ("90.0.0.0/9", 6, "fr-FR"),
    ("77.160.0.0/11", 4, "nl-NL"),
    ("79.0.0.0/10", 3, "it-IT"),
    ("88.0.0.0/11", 4, "es-ES"),
    ("83.0.0.0/11", 3, "pl-PL"),
    ("90.224.0.0/12", 2, "sv-SE"),
    ("78.160.0.0/11", 2, "tr-TR"),
    ("126.0.0.0/8", 6, "ja-JP"),
    ("175.192.0.0/10", 3, "ko-KR"),
    ("117.192.0.0/10", 6, "en-IN"),
    ("1.128.0.0/11", 3, "en-AU"),
    ("177.0.0.0/8", 6, "pt-BR"),
    ("189.128.0.0/9", 3, "es-MX"),
    ("190.192.0.0/10", 2, "es-AR"),
    ("70.48.0.0/13", 3, "en-CA"),
    ("105.112.0.0/12", 2, "en-NG"),
    ("41.0.0.0/11", 2, "en-ZA"),
    ("2601::/20", 3, "en-US"),
    ("2a02:8100::/27", 2, "de-DE"),
]

# City, region, latitude, longitude, and of 100 visitors of the country about so many.
CITIES: dict[str, list[tuple[str, str, float, float, int]]] = {
    "US": [
        ("New York", "New York", 40.71, -74.01, 26),
        ("Seattle", "Washington", 47.61, -122.33, 16),
        ("San Francisco", "California", 37.77, -122.42, 16),
        ("Boston", "Massachusetts", 42.36, -71.06, 12),
        ("Chicago", "Illinois", 41.88, -87.63, 10),
        ("Los Angeles", "California", 34.05, -118.24, 10),
        ("Portland", "Oregon", 45.52, -122.68, 6),
        ("Charleston", "South Carolina", 32.78, -79.93, 4),
    ],
    "DE": [
        ("Hamburg", "Hamburg", 53.55, 9.99, 30),
        ("Berlin", "Berlin", 52.52, 13.4, 26),
        ("Munich", "Bavaria", 48.14, 11.58, 14),
        ("Kiel", "Schleswig-Holstein", 54.32, 10.14, 12),
        ("Cologne", "North Rhine-Westphalia", 50.94, 6.96, 10),
        ("Rostock", "Mecklenburg-Vorpommern", 54.09, 12.14, 8),
    ],
    "GB": [
        ("London", "England", 51.51, -0.13, 48),
        ("Bristol", "England", 51.45, -2.59, 18),
        ("Edinburgh", "Scotland", 55.95, -3.19, 16),
        ("Manchester", "England", 53.48, -2.24, 10),
        ("Cardiff", "Wales", 51.48, -3.18, 8),
    ],
    "FR": [
        ("Paris", "Île-de-France", 48.86, 2.35, 46),
        ("Brest", "Brittany", 48.39, -4.49, 22),
        ("Nantes", "Pays de la Loire", 47.22, -1.55, 18),
        ("Lyon", "Auvergne-Rhône-Alpes", 45.76, 4.84, 14),
    ],
    "NL": [
        ("Amsterdam", "North Holland", 52.37, 4.9, 50),
        ("Rotterdam", "South Holland", 51.92, 4.48, 30),
        ("Utrecht", "Utrecht", 52.09, 5.12, 20),
    ],
    "IT": [
        ("Milan", "Lombardy", 45.46, 9.19, 44),
        ("Rome", "Lazio", 41.9, 12.5, 34),
        ("Genoa", "Liguria", 44.41, 8.93, 22),
    ],
    "ES": [
        ("Madrid", "Madrid", 40.42, -3.7, 44),
        ("Barcelona", "Catalonia", 41.39, 2.17, 36),
        ("A Coruña", "Galicia", 43.36, -8.41, 20),
    ],
    "PL": [
        ("Warsaw", "Mazovia", 52.23, 21.01, 50),
        ("Gdańsk", "Pomerania", 54.35, 18.65, 30),
        ("Kraków", "Lesser Poland", 50.06, 19.94, 20),
    ],
    "SE": [
        ("Stockholm", "Stockholm", 59.33, 18.07, 60),
        ("Gothenburg", "Västra Götaland", 57.71, 11.97, 40),
    ],
    "TR": [
        ("Istanbul", "Istanbul", 41.01, 28.98, 70),
        ("Izmir", "Izmir", 38.42, 27.14, 30),
    ],
    "JP": [
        ("Tokyo", "Tokyo", 35.68, 139.69, 58),
        ("Osaka", "Osaka", 34.69, 135.5, 26),
        ("Yokohama", "Kanagawa", 35.44, 139.64, 16),
    ],
    "KR": [("Seoul", "Seoul", 37.57, 126.98, 66), ("Busan", "Busan", 35.18, 129.08, 34)],
    "IN": [
        ("Bengaluru", "Karnataka", 12.97, 77.59, 52),
        ("Mumbai", "Maharashtra", 19.08, 72.88, 30),
        ("Kochi", "Kerala", 9.93, 76.26, 18),
    ],
    "AU": [
        ("Sydney", "New South Wales", -33.87, 151.21, 46),
        ("Melbourne", "Victoria", -37.81, 144.96, 34),
        ("Fremantle", "Western Australia", -32.06, 115.74, 20),
    ],
    "BR": [
        ("São Paulo", "São Paulo", -23.55, -46.63, 50),
        ("Rio de Janeiro", "Rio de Janeiro", -22.91, -43.17, 32),
        ("Recife", "Pernambuco", -8.05, -34.88, 18),
    ],
    "MX": [
        ("Mexico City", "Mexico City", 19.43, -99.13, 70),
        ("Veracruz", "Veracruz", 19.17, -96.13, 30),
    ],
    "AR": [
        ("Buenos Aires", "Buenos Aires", -34.6, -58.38, 74),
        ("Mar del Plata", "Buenos Aires Province", -38.0, -57.56, 26),
    ],
    "CA": [
        ("Toronto", "Ontario", 43.65, -79.38, 42),
        ("Vancouver", "British Columbia", 49.28, -123.12, 34),
        ("Halifax", "Nova Scotia", 44.65, -63.57, 24),
    ],
    "NG": [("Lagos", "Lagos", 6.52, 3.38, 100)],
    "ZA": [
        ("Cape Town", "Western Cape", -33.92, 18.42, 64),
        ("Durban", "KwaZulu-Natal", -29.86, 31.02, 36),
    ],
}


class Network(NamedTuple):
    """A provider's network. Block by block: in which city it is."""

    first: int
    size: int
    family: int
    length: int  # bytes of an address
    whole: IPv4Network | IPv6Network
    language: str
    places: list[Place]


def _network(cidr: str, language: str) -> Network:
    whole = ip_network(cidr)
    first, length = int(whole.network_address), whole.max_prefixlen // 8
    family = AF_INET if whole.version == 4 else AF_INET6
    places = _blocks(language[-2:])
    return Network(first, whole.num_addresses, family, length, whole, language, places)


def _blocks(country: str) -> list[Place]:
    """Cities by their shares; at least one block each."""
    cities, found = CITIES[country], list[Place]()
    for city, region, latitude, longitude, share in cities:
        place = Place(country, region, city, "", latitude, longitude)
        found += [place] * max(1, share * BLOCKS // 100)
    return [found[number * len(found) // BLOCKS] for number in range(BLOCKS)]


EACH = Shares([(_network(cidr, language), share) for cidr, share, language in NETWORKS])
BY_FIRST = sorted(_network(cidr, language) for cidr, _, language in NETWORKS)
FIRSTS = [network.first for network in BY_FIRST]


def any_address(chance: Random) -> tuple[str, str]:
    """Somebody's, and the language there."""
    network = EACH.draw(chance)
    number = network.first + 1 + int(chance.random() * (network.size - 2))
    return inet_ntop(network.family, number.to_bytes(network.length)), network.language


def city_of(address: str) -> Place:
    """NOWHERE for an address of none of these networks."""
    family = AF_INET6 if ":" in address else AF_INET
    number = int.from_bytes(inet_pton(family, address))
    network = BY_FIRST[bisect(FIRSTS, number) - 1]
    block = (number - network.first) * BLOCKS // network.size
    return network.places[block] if 0 <= block < BLOCKS else NOWHERE


def blocks() -> Iterator[tuple[IPv4Network | IPv6Network, Place]]:
    """Each block as a network of its own, with its place."""
    for network in BY_FIRST:
        parts = network.whole.subnets(prefixlen_diff=BLOCKS.bit_length() - 1)
        yield from zip(parts, network.places, strict=True)
