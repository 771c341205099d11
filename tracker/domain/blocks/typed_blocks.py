"""A block as an editor types it, and what may be wrong with it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tracker.domain import urls
from tracker.domain.blocks.block import KINDS, LONGEST_NOTE, BlockKind
from tracker.domain.blocks.blocked import EVERY_BELOW
from tracker.domain.blocks.typed_networks import NotANetwork, WrongNetwork, spelled_network
from tracker.domain.countries import COUNTRIES
from tracker.domain.hosts import LONGEST, NotAHost, bare_host, read_host
from tracker.domain.reports.typed_goals import wrong_page
from tracker.domain.text import tidy

LONGEST_PATTERN = 300  # bytes

Wrong = (
    WrongNetwork
    | Literal[
        "no kind",
        "no country",
        "no page",
        "many stars",
        "long page",
        "every page",
        "no host",
        "own host",
        "long note",
    ]
)


class TypedBlock(NamedTuple):
    """All text, as forms have it."""

    kind: str = ""
    of: str = ""
    note: str = ""


class WrongBlock(ValueError):
    """`faults` by the name of the field."""

    def __init__(self, faults: dict[str, Wrong]) -> None:
        super().__init__(", ".join(f"{field}: {wrong}" for field, wrong in faults.items()))
        self.faults = faults


class ReadBlock(NamedTuple):
    """The same in the spelling that is kept."""

    kind: BlockKind
    of: str
    note: str


class _Fault(Exception):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def read_block(typed: TypedBlock, own_host: str) -> ReadBlock:
    """What is to be blocked of the site whose pages are on `own_host`. Raises WrongBlock."""
    kind = next((each for each in KINDS if each == typed.kind), None)
    if kind is None:
        raise WrongBlock({"kind": "no kind"})
    note = tidy(typed.note, 4 * LONGEST_NOTE + 4).strip()
    faults: dict[str, Wrong] = {"note": "long note"} if len(note) > LONGEST_NOTE else {}
    of = ""
    try:
        of = _read(kind, tidy(typed.of, 4 * LONGEST).strip(), own_host)
    except NotANetwork as error:
        faults["of"] = error.wrong
    except _Fault as fault:
        faults["of"] = fault.wrong
    if faults:
        raise WrongBlock(faults)
    return ReadBlock(kind, of, note)


def _read(kind: BlockKind, text: str, own_host: str) -> str:
    match kind:
        case "address":
            return spelled_network(text)
        case "country":
            return _country(text.upper())
        case "page":
            return _page(text)
        case _:
            return _host(text, own_host)


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise _Fault("no country")
    return code


def _page(text: str) -> str:
    if wrong := wrong_page(text):
        raise _Fault(wrong)
    if len(text.encode()) > LONGEST_PATTERN:
        raise _Fault("long page")
    if "**" in text and set(text) <= {"*", "/"}:
        raise _Fault("every page")
    return text


def _host(text: str, own_host: str) -> str:
    below = text.startswith(EVERY_BELOW)
    try:
        host = read_host(text.removeprefix(EVERY_BELOW))
    except NotAHost:
        raise _Fault("no host") from None
    if below:
        return EVERY_BELOW + (urls.read_host(host) or host)
    if bare_host(host) == bare_host(own_host):
        raise _Fault("own host")
    return bare_host(host)
