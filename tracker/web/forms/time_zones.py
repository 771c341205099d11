"""The choice of a time zone."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from markupsafe import Markup, escape
from wtforms import SelectField, ValidationError
from wtforms.form import BaseForm
from wtforms.widgets import html_params

from tracker.web.words.i18n import _


@cache
def time_zones() -> tuple[str, ...]:
    """The names that the time zone database knows; read from disk once."""
    known = available_timezones() - {"localtime", "posixrules", "Factory"}
    return tuple(sorted(known))


class ZoneList:
    """The list to choose from. There are six hundred, which WTForms would draw one by one in
    12 ms of everybody's time: they are drawn once, and then only the chosen one is put in."""

    def __call__(self, field: SelectField, **attributes: Any) -> Markup:
        attributes.setdefault("id", field.id)
        start = f'<option value="{escape(field.data)}">'
        chosen = start.replace("<option ", "<option selected ")
        options = options_drawn().replace(start, chosen)
        attributes_drawn = html_params(name=field.name, **attributes)
        return Markup(f"<select {attributes_drawn}>{options}</select>")


@cache
def options_drawn() -> str:
    return "".join(f'<option value="{zone}">{zone}</option>' for zone in time_zones())


class TimeZoneField(SelectField):
    """One of them; UTC where nothing was chosen."""

    widget = ZoneList()

    def __init__(self, **options: Any) -> None:
        super().__init__(_("Time zone"), default="UTC", **options)

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 (as WTForms has it)
        if self.data not in time_zones():
            raise ValidationError(_("Choose a time zone from the list."))
