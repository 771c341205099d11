"""Every text a person reads goes through here; English is the only catalogue so far."""

from __future__ import annotations

import gettext
from pathlib import Path

import jinja2

DOMAIN = "tracker"


def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(
        DOMAIN, Path(__file__).parent / "locales", languages=["en"], fallback=True
    )


_CATALOGUE = _catalogue()
_ = _CATALOGUE.gettext
ngettext = _CATALOGUE.ngettext


def teach(environment: jinja2.Environment) -> None:
    """Let templates say `_("…")` and `{% trans %}`; values put into a text are escaped."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _, ngettext, newstyle=True
    )
