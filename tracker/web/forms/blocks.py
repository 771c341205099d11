"""What an editor types about a block."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, StringField

from tracker.domain.blocks.block import KINDS, LONGEST_NOTE, BlockKind
from tracker.domain.blocks.typed_blocks import (
    ReadBlock,
    TypedBlock,
    Wrong,
    WrongBlock,
    read_block,
)
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _
from tracker.web.words.report_values import meant

KIND_NAMES: dict[BlockKind, str] = {
    "address": _("An address or network, such as 203.0.113.7 or 203.0.113.0/24"),
    "country": _("A country, by its name or two letters"),
    "page": _("A page, such as /preview, or /admin/** with all below it"),
    "host": _("A host, such as staging.example.com, or *.example.com for all below it"),
}
ALL: list[Any] = [*KINDS]
WORDS: dict[Wrong, str] = {
    "no kind": _("Choose one of the four."),
    "no address": _("Type an address such as 203.0.113.7, or a network such as 2001:db8::/48."),
    "long prefix": _("Behind the slash stands a number, up to 32 for IPv4 and up to 128 for IPv6."),
    "wide network": _("This is a good part of the world. Use /8 or more for IPv4, /16 for IPv6."),
    "no country": _("This is no country. Type its name, or two letters such as DE."),
    "no page": _("Type a path that begins with / such as /thanks, or /blog/** with all below it."),
    "many stars": _("Use at most 10 stars, no three in a row."),
    "long page": _("Use at most 300 bytes; a star may stand for the rest."),
    "every page": _("This is every page. Name a part of the site, such as /admin/**"),
    "no host": _("Type a host such as staging.example.com, or *.example.com for all below it."),
    "own host": _("These are the pages of this site. To count nothing, take the snippet out."),
    "long note": _("Use at most 200 letters."),
}


class BlockForm(Form):
    """A new block."""

    kind = RadioField(_("What"), choices=ALL, default="address", validate_choice=False)
    of = StringField(_("Address, country, page or host"))
    note = StringField(_("Note"))

    def block(self, own_host: str) -> ReadBlock | None:
        """What was typed; None where something is wrong, which its field says."""
        kind, of = typed(self.kind), typed(self.of).strip()
        sent = meant("visit:country", of) if kind == "country" else of
        try:
            return read_block(TypedBlock(kind, sent, typed(self.note)), own_host)
        except WrongBlock as wrong:
            for name, fault in wrong.faults.items():
                self[name].errors = [str(WORDS[fault])]
            return None


MOST_TYPED = {"of": 1_000, "note": LONGEST_NOTE}
