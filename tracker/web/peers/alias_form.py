"""What an editor types about a site's name elsewhere."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, StringField

from tracker.domain.peers.aliases import KINDS, AliasKind, WrongAlias, read_alias
from tracker.domain.peers.aliases import Wrong as WrongName
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _

PRODUCTS: dict[AliasKind, str] = {
    "goatcounter": "GoatCounter",
    "plausible": "Plausible",
    "umami": "Umami",
    "matomo": "Matomo",
    "liwan": "Liwan",
    "host": _("Any of them, by its old host name"),
}
MEANT: dict[AliasKind, str] = {
    "goatcounter": _("its code or the host of its server, such as mycode"),
    "plausible": _("its domain, such as example.com, or the script’s pa-…"),
    "umami": _("its website ID, such as 4fb7fa4c-5b46-438d-94b3-3a8fb9bc2e8b"),
    "matomo": _("its number, such as 1"),
    "liwan": _("its entity, such as my-site"),
    "host": _("such as stats.example.com, once its DNS entry leads here"),
}
ALL: list[Any] = [*KINDS]
WORDS: dict[WrongName, str] = {
    "no kind": _("Choose one of them."),
    "no name": _("Type what the site is called there, at most 255 letters."),
    "no code": _("Type the code, such as mycode, or the host of the server."),
    "no domain": _(
        "Type the domain, such as example.com, or what follows /js/ in the script: pa-…"
    ),
    "no uuid": _("Type the website ID: 32 hexadecimal digits in five groups."),
    "no number": _("Type the number that stands in setSiteId."),
    "no host": _("Type a host name such as stats.example.com."),
}


class AliasForm(Form):
    """A new name."""

    kind = RadioField(_("Product"), choices=ALL, default="plausible", validate_choice=False)
    name = StringField(_("What the site is called there"))

    def alias(self) -> tuple[AliasKind, str] | None:
        """What was typed; None where something is wrong, which its field says."""
        try:
            return read_alias(typed(self.kind), typed(self.name))
        except WrongAlias as error:
            field = self.kind if error.wrong == "no kind" else self.name
            field.errors = [str(WORDS[error.wrong])]
            return None
