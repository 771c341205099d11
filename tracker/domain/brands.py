"""The browser that a Sec-CH-UA list names: "Chromium";v="140", "Not=A?Brand";v="24", ..."""

import re
from typing import NamedTuple

from tracker.domain.browser_names import BRANDS, GENERAL, LONGEST
from tracker.domain.text import printable

_BRAND = re.compile(r'"((?:[^"\\]|\\.){1,60})"\s*;\s*v\s*=\s*"?(\d{0,4})')


class Brand(NamedTuple):
    """A browser's name and major version; "" = not told."""

    name: str
    version: str


def told_brand(brands: str) -> Brand:
    """The most telling one."""
    found = (Brand(_name(name), version) for name, version in _BRAND.findall(brands))
    real = (brand for brand in found if brand.name and not _is_grease(brand.name))
    return min(real, key=lambda brand: _generality(brand.name), default=Brand("", ""))


def _name(brand: str) -> str:
    name = printable(re.sub(r"\\(.)", r"\1", brand), LONGEST)
    return BRANDS.get(name, name)


def _generality(name: str) -> int:
    return GENERAL.index(name) + 1 if name in GENERAL else 0


def _is_grease(brand: str) -> bool:
    """Chromium adds a made-up brand, written differently each time: "Not;A=Brand"."""
    letters = "".join(filter(str.isalpha, brand)).lower()
    return letters.startswith("not") and letters.endswith("brand")
