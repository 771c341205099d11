"""What an owner chooses about a badge."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wtforms import Form, RadioField, StringField, ValidationError
from wtforms.validators import AnyOf, Length

from tracker.domain.badges.badge import FIGURES, Figure
from tracker.domain.text import tidy
from tracker.web.badges.words import LABELS
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _

LONGEST_LABEL = 40  # characters
LONGEST_PAGE = 2_000
CHOICES: list[Any] = [*FIGURES]


class BadgeForm(Form):
    """A new badge."""

    figure = RadioField(
        _("What the badge shows"),
        [AnyOf(CHOICES, _("Choose one of these."))],
        choices=CHOICES,
        default="now",
        validate_choice=False,
    )
    page = StringField(
        _("Of one page only"),
        [Length(max=LONGEST_PAGE, message=_("This is too long to be a path."))],
    )
    label = StringField(
        _("Words beside the number"),
        [Length(max=LONGEST_LABEL, message=_("Use at most 40 letters."))],
        filters=[lambda text: tidy(text, 4 * LONGEST_LABEL).strip() if text else text],
    )

    def validate_page(self, field: StringField) -> None:
        if typed(field).strip() and not self.path():
            raise ValidationError(_("Type the page’s path, such as /pricing."))

    def path(self) -> str:
        """As hits have it; "" for none. Of a whole address its path is taken."""
        text = tidy(typed(self.page), LONGEST_PAGE).strip()
        if "://" in text:
            try:
                text = urlsplit(text).path or "/"
            except ValueError:
                return ""
        return text if text.startswith("/") else ""

    def words(self) -> str:
        """Beside the number: what was typed, or what the figure is called."""
        figure: Figure = self.figure.data
        return typed(self.label) or str(LABELS[figure])
