"""Flags that come within a page: a dozen of them one by one would be a dozen requests."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from tracker.web import keys
from tracker.web.asking.base_path import full_path

FOLDER = "vendor/country-flag-icons-1.6.20/3x2"
LARGEST = 1_500  # bytes; those few with arms in them are fetched
AS_IT_IS = " =:/'.,-()"  # what a data address may have unescaped


def flag_source(app: web.Application, code: str) -> str:
    """What an image of the country's flag shows: its picture itself, or where that is."""
    picture = app[keys.STATIC_FILES].text(f"{FOLDER}/{code}.svg")
    if not picture or len(picture) > LARGEST:
        return full_path(app, f"{app[keys.STATIC]}/{FOLDER}/{code}.svg")
    return "data:image/svg+xml," + quote(picture.replace('"', "'"), AS_IT_IS)
