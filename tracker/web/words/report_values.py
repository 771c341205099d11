"""What a value of a report is called: countries, languages and devices in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

from tracker.domain.places import LOCAL_NETWORK, THIS_MACHINE
from tracker.domain.sources import DIRECT
from tracker.web.words.channels import channel_names
from tracker.web.words.figures import country, country_names
from tracker.web.words.i18n import _, reader


def named(dimension: str, value: str) -> str:
    """The value as people read it."""
    if not value:
        return _nothing(dimension)
    match dimension:
        case "visit:source":
            found = source(value)
        case "visit:country":
            found = country(value)
        case "visit:region":
            found = at_home().get(value, value)
        case "visit:channel":
            found = channel_names().get(value, value)
        case "visit:language":
            found = language(value)
        case "visit:device":
            found = device_names().get(value, value)
        case "visit:screen":
            found = screen_names().get(value, value)
        case _:
            found = value
    return str(found)


def meant(dimension: str, text: str) -> str:
    """The other way round: the value that somebody has typed the name of."""
    known: Mapping[str, str] = {}
    match dimension:
        case "visit:source":
            known = {DIRECT.name: source(DIRECT.name)}
        case "visit:country":
            known = country_names(reader().language)
        case "visit:region":
            known = at_home()
        case "visit:channel":
            known = channel_names()
        case "visit:device":
            known = device_names()
    small = text.lower()
    return next((value for value, name in known.items() if str(name).lower() == small), text)


def source(name: str) -> str:
    """Where visits came from; that nothing says so is kept in English."""
    return _("Direct") if name == DIRECT.name else name


def _nothing(dimension: str) -> str:
    match dimension:
        case "visit:source" | "visit:referrer":
            return _("Direct")
        case "event:title":
            return _("(no title)")
        case "visit:country" | "visit:region" | "visit:city":
            return _("(unknown place)")
    return _("(not set)")


def language(tag: str) -> str:
    """`de-AT` in the reader's language; as it is where nobody has named it."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(reader().language)
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag


def at_home() -> dict[str, str]:
    """Regions that no map has."""
    return {
        THIS_MACHINE.region: _("this machine"),
        LOCAL_NETWORK.region: _("local network"),
    }


def device_names() -> dict[str, str]:
    """The classes of devices."""
    return {
        "desktop": _("Computer"),
        "mobile": _("Phone"),
        "tablet": _("Tablet"),
        "tv": _("TV"),
        "console": _("Console"),
        "wearable": _("Wearable"),
        "car": _("Car"),
    }


def screen_names() -> dict[str, str]:
    """The widths of screens, in CSS pixels."""
    return {
        "xs": _("below 576 px"),
        "sm": "576–767 px",
        "md": "768–991 px",
        "lg": "992–1199 px",
        "xl": _("1200 px and more"),
    }
