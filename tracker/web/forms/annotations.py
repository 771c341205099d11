"""What an editor types about a day."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, Form, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from tracker.domain.reports.kept import LONGEST_WORDS
from tracker.domain.text import tidy
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _

YEARS = range(1970, 2101)


class AnnotationForm(Form):
    """An annotation, new or changed."""

    day = StringField(_("Day"))
    words = StringField(
        _("What happened"),
        [
            DataRequired(_("Say what happened.")),
            Length(max=LONGEST_WORDS, message=_("Use at most 300 letters.")),
        ],
        filters=[lambda typed: tidy(typed, 4 * LONGEST_WORDS).strip() if typed else typed],
    )
    remove = BooleanField()  # the other button

    def validate_day(self, _field: StringField) -> None:
        if self.date() is None:
            raise ValidationError(_("Type a day such as 2026-11-29."))

    def date(self) -> date | None:
        """The day; None for what is none."""
        try:
            day = date.fromisoformat(typed(self.day).strip())
        except ValueError:
            return None
        return day if day.year in YEARS else None
