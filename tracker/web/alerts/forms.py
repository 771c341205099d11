"""What is typed about an alert, and about a target."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)

from tracker.domain.alerts.alert import KINDS, PAUSES, Alert
from tracker.domain.alerts.target import SHAPES, Target
from tracker.domain.alerts.typed_alert import TypedAlert, Wrong, WrongAlert, read_alert
from tracker.domain.alerts.typed_target import NoTarget, ReadTarget, WrongTarget, read_target
from tracker.services.alerts.changes import Others
from tracker.web.alerts.words import KIND_NAMES
from tracker.web.forms.reading import typed
from tracker.web.words.i18n import _

ALL: list[Any] = [*KINDS]
ALL_SHAPES: list[Any] = [*SHAPES]
ALL_PAUSES: list[Any] = [str(each) for each in PAUSES]
WORDS: dict[Wrong, str] = {
    "no name": _("Give it a name."),
    "long name": _("Use a name of at most 100 letters."),
    "no kind": _("Choose one of the eight."),
    "no number": _("Type a whole number from 1 to 1000000, or nothing."),
    "no minutes": _("Type a whole number of minutes from 1 to 1440, or nothing."),
    "no goal": _("Choose a goal of this site."),
    "long of": _("Use at most 300 bytes."),
    "no page": _("Type a path that begins with / such as /thanks, or /blog/** with all below it."),
    "many stars": _("Use at most 10 stars, no three in a row."),
    "no pause": _("Choose one of these."),
    "no time": _("Type a time such as 22:00."),
    "one time": _("Type both times, or neither."),
    "same time": _("These are no hours: type another time."),
}
TARGET_WORDS: dict[WrongTarget, str] = {
    "no name": _("Give it a name."),
    "long name": _("Use a name of at most 100 letters."),
    "no shape": _("Choose one of the five."),
    "no address": _("Type an address that begins with https:// or http://"),
    "long address": _("This is too long to be an address."),
    "user in address": _("Leave the user and the password out of the address."),
    "no chat": _("Put ?chat_id= and the number of the chat behind the address."),
    "no topic": _("The topic stands behind the last slash: https://ntfy.sh/my-topic"),
}
PAUSE_NAMES = {
    0: _("Each time"),
    10: _("At most once in 10 minutes"),
    60: _("At most once an hour"),
    360: _("At most once in 6 hours"),
    1440: _("At most once a day"),
}


class AlertForm(Form):
    """An alert, new or changed."""

    kind = RadioField(_("Tell when"), choices=ALL, default="silence", validate_choice=False)
    of = StringField(_("Only this source, campaign or path"))
    goal = SelectField(_("Goal"), choices=[], validate_choice=False)
    least = StringField(_("Limit"))
    name = StringField(_("Name"))
    pause = SelectField(_("How often"), choices=ALL_PAUSES, default="60", validate_choice=False)
    quiet_from = StringField(_("Quiet from"))
    quiet_until = StringField(_("Quiet until"))
    readers = SelectMultipleField(_("By mail to"), choices=[], validate_choice=False)
    targets = SelectMultipleField(_("Also to"), choices=[], validate_choice=False)
    guests = SelectMultipleField(_("By mail to others"), choices=[], validate_choice=False)
    is_off = BooleanField(_("Switched off for now"))
    remove = BooleanField()  # the other button

    def alert(self, site_id: int, goals: Collection[int], number: int = 0) -> Alert | None:
        """What was typed; None where something is wrong, which its field says."""
        sent = TypedAlert(*[typed(self[name]) for name in TypedAlert._fields])
        if not sent.name.strip() and sent.kind in KIND_NAMES:
            sent = sent._replace(name=str(next(KIND_NAMES[k] for k in KINDS if k == sent.kind)))
        try:
            return read_alert(sent, site_id, goals, number)
        except WrongAlert as wrong:
            for name, fault in wrong.faults.items():
                self[name].errors = [str(WORDS[fault])]
            return None

    def chosen(self, name: str, offered: Collection[int]) -> set[int]:
        """The numbers that were ticked, of those that were offered."""
        return {each for each in offered if str(each) in (self[name].data or ())}


class TargetForm(Form):
    """A target, new or changed."""

    name = StringField(_("Name"))
    shape = RadioField(_("What it is"), choices=ALL_SHAPES, default="json", validate_choice=False)
    address = StringField(_("Address"))
    remove = BooleanField()  # the other button

    def target(self) -> ReadTarget | None:
        """What was typed; None where something is wrong, which its field says."""
        try:
            return read_target(typed(self.name), typed(self.shape), typed(self.address))
        except NoTarget as wrong:
            for name, fault in wrong.faults.items():
                self[name].errors = [str(TARGET_WORDS[fault])]
            return None


def form_of(alert: Alert, readers: Collection[int], others: Others) -> AlertForm:
    """With what stands there."""
    start, end = map(_time, alert.quiet) if alert.quiet else ("", "")
    return AlertForm(
        data={
            "kind": alert.kind,
            "of": alert.of,
            "goal": str(alert.goal_id or ""),
            "least": str(alert.least or ""),
            "name": alert.name,
            "pause": str(alert.pause),
            "quiet_from": start,
            "quiet_until": end,
            "readers": [str(each) for each in readers],
            "targets": [str(each) for each in others.targets],
            "guests": [str(each) for each in others.guests],
            "is_off": not alert.is_on,
        }
    )


def form_of_target(target: Target) -> TargetForm:
    """With what stands there."""
    return TargetForm(data={"name": target.name, "shape": target.shape, "address": target.address})


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
