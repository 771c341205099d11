"""What people type about a segment."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.domain.queries.segments import kept_filters
from tracker.domain.queries.sent import BadQuery
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.kept import LONGEST_NAME
from tracker.domain.text import tidy
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _

WHOSE = {"mine": _("Mine alone"), "site": _("The site’s: everybody on it may use it")}
ALL: list[Any] = [*WHOSE]


class SegmentForm(Form):
    """A segment, new or changed. Validate it with `goals` set: filters may name them."""

    goals: tuple[Goal, ...] = ()

    name = StringField(
        _("Name of the segment"),
        [
            DataRequired(_("Give it a name.")),
            Length(max=LONGEST_NAME, message=_("Use a name of at most 100 letters.")),
        ],
        filters=[lambda typed: tidy(typed, 1000).strip() if typed else typed],
    )
    filters = TextAreaField(_("Filters"))
    whose = RadioField(
        _("Whose it is"),
        [AnyOf(ALL, _("Choose one of the two."))],
        choices=ALL,
        default="mine",
        validate_choice=False,
    )
    remove = BooleanField()  # the other button

    def validate_filters(self, field: TextAreaField) -> None:
        try:
            field.data = kept_filters(typed(field), self.goals)
        except BadQuery as wrong:
            raise ValidationError(str(wrong)) from None
