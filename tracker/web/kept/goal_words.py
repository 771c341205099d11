"""A goal as a sentence."""

from __future__ import annotations

from tracker.domain.reports.goals import Goal
from tracker.web.words.i18n import _
from tracker.web.words.money import money

REACHED = {
    "event": _("The event %(of)s happens."),
    "page": _("The page %(of)s is seen."),
    "scroll": _("The page %(of)s is scrolled down to %(least)s %%."),
    "engaged": _("The page %(of)s is looked at for %(least)s seconds."),
}


def goal_in_words(goal: Goal) -> str:
    """When it is reached, and what that is worth."""
    reached = str(REACHED[goal.kind]) % {"of": goal.of, "least": goal.least}
    if goal.sums:
        worth = _("Worth what its property %(sums)s says, in %(currency)s.")
        return f"{reached} {worth % {'sums': goal.sums, 'currency': goal.currency}}"
    if goal.value is None:
        return reached
    worth = _("Worth %(amount)s each time.")
    return f"{reached} {worth % {'amount': money(goal.value, goal.currency).long}}"
