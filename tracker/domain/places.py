"""Where a visit comes from, read from any of the records that databases and services give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import NamedTuple

from tracker.domain.countries import COUNTRIES
from tracker.domain.text import tidy

LONGEST_NAME = 100


class Place(NamedTuple):
    """Country is ISO 3166-1 alpha-2; coordinates are degrees, rounded to about a kilometre."""

    country: str = ""
    region: str = ""
    city: str = ""
    postal: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def label(self) -> str:
        """The short form: "Los Angeles, 90001"."""
        named = (self.city or self.region or self.country, self.postal)
        return ", ".join(part for part in named if part)

    @property
    def full_label(self) -> str:
        """The long form: "Los Angeles, 90001, 34.05, -118.25"."""
        degrees = (self.latitude, self.longitude)
        parts = [self.label, *(f"{each:g}" for each in degrees if each is not None)]
        return ", ".join(part for part in parts if part)


NOWHERE = Place()
# What no database knows, and what need not be guessed: a newcomer's first visits.
THIS_MACHINE = Place(region="this machine")
LOCAL_NETWORK = Place(region="local network")

# A first key and what to follow from there: most aliases end at their first key.
Aliases = tuple[tuple[str, tuple[str | int, ...]], ...]


def _aliases(*paths: str) -> Aliases:
    split = [path.split(".") for path in paths]
    return tuple(
        (first, tuple(int(key) if key.isdigit() else key for key in rest)) for first, *rest in split
    )


# In order of trust: ip-api.com's region is a code beside its regionName, and the country of
# some services is a name, which is passed over because it is no code.
COUNTRY = _aliases("country_code", "countryCode", "country_iso", "country.iso_code", "country")
REGION = _aliases("regionName", "region_name", "region", "state1", "subdivisions.0.names.en")
CITY = _aliases("city.names.en", "city", "cityName")
POSTAL = _aliases(
    "postal.code", "postal", "zip", "zipcode", "zipCode", "zip_code", "postcode", "postal_code"
)
LATITUDE = _aliases("latitude", "lat", "location.latitude")
LONGITUDE = _aliases("longitude", "lon", "lng", "location.longitude")


def place_of(record: Mapping[str, object]) -> Place:
    """The place in an answer of any known shape; NOWHERE when it says that it failed."""
    if _has_failed(record):
        return NOWHERE
    country = next(_countries(record), "")
    latitude, longitude = _coordinates(record, known=bool(country))
    place = Place(
        country,
        next(_names(record, REGION), ""),
        next(_names(record, CITY), ""),
        next(_names(record, POSTAL), ""),
        latitude,
        longitude,
    )
    return NOWHERE if place == NOWHERE else place


def _has_failed(record: Mapping[str, object]) -> bool:
    return (
        record.get("status") == "fail"
        or record.get("success") is False
        or bool(record.get("error"))
        or record.get("bogon") is True
    )


def _countries(record: Mapping[str, object]) -> Iterator[str]:
    for value in _values(record, COUNTRY):
        if isinstance(value, str) and (code := value.upper()) in COUNTRIES:
            yield code


def _names(record: Mapping[str, object], aliases: Aliases) -> Iterator[str]:
    for value in _values(record, aliases):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
            yield str(value)
        elif isinstance(value, str) and (name := tidy(value.strip(), LONGEST_NAME)) not in {
            "",
            "-",
        }:
            yield name


def _coordinates(
    record: Mapping[str, object], *, known: bool
) -> tuple[float, float] | tuple[None, None]:
    """Both or neither. Services that know nothing send 0, 0, which is in the Gulf of Guinea."""
    latitude, longitude = next(_degrees(record, LATITUDE, 90), None), None
    if latitude is not None:
        longitude = next(_degrees(record, LONGITUDE, 180), None)
    elif isinstance(both := record.get("loc"), str):
        first, _, second = both.partition(",")
        latitude, longitude = _degree(first, 90), _degree(second, 180)
    if latitude is None or longitude is None or (latitude == longitude == 0 and not known):
        return None, None
    return latitude, longitude


def _degrees(record: Mapping[str, object], aliases: Aliases, most: float) -> Iterator[float]:
    for value in _values(record, aliases):
        if (degree := _degree(value, most)) is not None:
            yield degree


def _degree(value: object, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return round(number, 2) if isfinite(number) and abs(number) <= most else None


def _values(record: Mapping[str, object], aliases: Aliases) -> Iterator[object]:
    for first, rest in aliases:
        value = record.get(first)
        if value is None:
            continue
        for key in rest:
            value = _inside(value, key)
        if value is not None:
            yield value


def _inside(value: object, key: str | int) -> object:
    if isinstance(key, str):
        return value.get(key) if isinstance(value, Mapping) else None
    return value[key] if isinstance(value, list) and len(value) > key else None
