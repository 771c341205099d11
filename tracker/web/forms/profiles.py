"""What people type about themselves, and how they want to read the pages."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from tracker.web.forms.accounts import NAME, printable, tidied
from tracker.web.forms.time_zones import TimeZoneField
from tracker.web.words.catalogues import catalogues
from tracker.web.words.i18n import _
from tracker.web.words.report_words import period_names

LONGEST_ABOUT = 140
THEMES = {"system": _("As the system has it"), "light": _("Light"), "dark": _("Dark")}
CHOSEN: list[Any] = [*THEMES]


class ProfileForm(Form):
    """A user's profile."""

    name = StringField(_("Name"), NAME, filters=[tidied])
    about = TextAreaField(
        _("About me"),
        [Length(max=LONGEST_ABOUT, message=_("Use 140 characters or fewer.")), printable],
        filters=[tidied],
    )
    language = SelectField(_("Language"), default="", validate_choice=False)
    time_zone = TimeZoneField()
    period = SelectField(_("Reports open with"), default="", validate_choice=False)
    theme = RadioField(_("Theme"), choices=CHOSEN, default="system", validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: list[Any] = ["", *catalogues()]
        self.language.choices = languages
        periods: list[Any] = ["", *period_names()]
        self.period.choices = periods

    def validate_language(self, field: SelectField) -> None:
        if field.data not in {"", *catalogues()}:
            raise ValidationError(_("Choose a language from the list."))

    def validate_period(self, field: SelectField) -> None:
        if field.data not in {"", *period_names()}:
            raise ValidationError(_("Choose a period from the list."))

    def validate_theme(self, field: RadioField) -> None:
        if field.data not in THEMES:
            raise ValidationError(_("Choose one of the three."))
