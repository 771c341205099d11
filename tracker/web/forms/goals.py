"""What an editor types about a goal."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, RadioField, StringField

from tracker.domain.reports.goals import Goal
from tracker.domain.reports.typed_goals import KINDS, TypedGoal, Wrong, WrongGoal, read_goal
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _
from tracker.web.words.money import currencies

KIND_NAMES = {
    "event": _("An event happens"),
    "page": _("A page is seen"),
    "scroll": _("A page is scrolled down to so many percent"),
    "engaged": _("A page is looked at for so many seconds"),
}
ALL: list[Any] = [*KINDS]
WORDS: dict[Wrong, str] = {
    "no name": _("Give it a name."),
    "long name": _("Use a name of at most 100 letters."),
    "no kind": _("Choose one of the four."),
    "no event": _("Type the name of an event, of at most 120 bytes, such as Signup."),
    "no event of visitors": _("This is no event that counts. For pageviews choose a page."),
    "no page": _("Type a path that begins with / such as /thanks, or /blog/** with all below it."),
    "many stars": _("Use at most 10 stars, no three in a row."),
    "no percent": _("Type a whole number from 1 to 100."),
    "no seconds": _("Type a whole number of seconds, from 1 to 86400."),
    "no amount": _("Type an amount such as 12.50."),
    "two values": _("Type an amount or the name of a property, not both."),
    "no property here": _("Only an event has properties. Leave this empty."),
    "long property": _("Use a name of at most 300 bytes."),
    "no currency": _("Say in which currency: three letters such as EUR."),
    "unknown currency": _("This is no currency of ISO 4217. Use three letters such as EUR."),
    "currency of nothing": _("Say what it is worth, or leave this empty."),
}


class GoalForm(Form):
    """A goal, new or changed."""

    kind = RadioField(_("It is reached when"), choices=ALL, default="event", validate_choice=False)
    of = StringField(_("Name of the event, or path of the page"))
    least = StringField(_("Percent of the page, or seconds"))
    name = StringField(_("Name of the goal"))
    value = StringField(_("Worth each time"))
    sums = StringField(_("Or worth what this property says"))
    currency = StringField(_("Currency"))
    remove = BooleanField()  # the other button

    def goal(self, site_id: int, number: int = 0) -> Goal | None:
        """What was typed; None where something is wrong, which its field says."""
        names = TypedGoal._fields
        try:
            sent = TypedGoal(*[typed(self[name]) for name in names])
            return read_goal(sent, site_id, currencies(), number)
        except WrongGoal as wrong:
            for name, fault in wrong.faults.items():
                self[name].errors = [str(WORDS[fault])]
            return None


def form_of(goal: Goal) -> GoalForm:
    """With what stands there."""
    return GoalForm(
        data={
            "kind": goal.kind,
            "of": goal.of,
            "least": str(goal.least or ""),
            "name": goal.name,
            "value": "" if goal.value is None else str(goal.value),
            "sums": goal.sums,
            "currency": goal.currency,
        }
    )
