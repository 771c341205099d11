"""The figures of the top line: what they are called, how they are written, how they changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.domain.reports.question import Value
from tracker.web.words.figures import exact, number, signed
from tracker.web.words.i18n import _, ngettext
from tracker.web.words.money import money

Kind = Literal["count", "percent", "seconds", "money"]
MUCH = 10_000  # of any money: from there on the first digits say enough
FEWEST = 30  # visits of the earlier period: below that a change says nothing


class Figure(NamedTuple):
    """One that can be asked for by its `metric`."""

    metric: str
    kind: Kind = "count"


FIGURES = {
    "visitors": Figure("visitors"),
    "visits": Figure("visits"),
    "pageviews": Figure("pageviews"),
    "bounce_rate": Figure("bounce_rate", "percent"),
    "visit_duration": Figure("visit_duration", "seconds"),
    "engaged_time": Figure("engaged_time", "seconds"),
    "scroll_depth": Figure("scroll_depth", "percent"),
    "conversions": Figure("conversions"),
    "conversion_rate": Figure("conversion_rate", "percent"),
    "total_revenue": Figure("total_revenue", "money"),
}
METRIC_KINDS: dict[str, Kind] = {"events": "count"}
METRIC_KINDS |= {name: each.kind for name, each in FIGURES.items()}
USUAL = tuple(list(FIGURES)[:7])
OF_A_GOAL = tuple(list(FIGURES)[7:])


def figure_names() -> dict[str, str]:
    """What they are called."""
    return {
        "visitors": _("Visitors"),
        "visits": _("Visits"),
        "pageviews": _("Pageviews"),
        "bounce_rate": _("Bounce rate"),
        "visit_duration": _("Visit duration"),
        "engaged_time": _("Engaged time"),
        "scroll_depth": _("Scroll depth"),
        "conversions": _("Conversions"),
        "conversion_rate": _("Conversion rate"),
        "total_revenue": _("Revenue"),
    }


def figures_shown(has_goal: bool, has_revenue: bool) -> tuple[str, ...]:
    """Seven: a goal's take the place of the last ones."""
    if not has_goal:
        return USUAL
    goals = OF_A_GOAL if has_revenue else OF_A_GOAL[:2]
    return (*USUAL[: 7 - len(goals)], *goals)


def written(kind: Kind, value: Value) -> str:
    """As short as it can be read: `10.6k`, `52 %`, `1 min 52 s`; a dash for nothing."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return revenue(value, shortly=True)
    if kind in {"count", "money"}:  # beside a chart, of whatever currency
        return number(round(value))
    return percent(value) if kind == "percent" else brief(round(value))


def in_full(kind: Kind, value: Value) -> str:
    """The same with every digit."""
    if isinstance(value, dict):
        return revenue(value)
    if kind == "count" and isinstance(value, int | float):
        return exact(round(value))
    return written(kind, value)


def brief(seconds: int) -> str:
    """`58s`, `1m 52s`, `1h 05m`."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h {minutes:02}m"
    return f"{minutes}m {seconds:02}s" if minutes else f"{seconds}s"


def percent(value: float) -> str:
    """`9.2 %`, `33 %`: no decimals from ten on."""
    shown = f"{value:.0f}" if value >= 9.95 or value == 0 else f"{value:.1f}"
    return signed(shown) + "\u00a0%"


def revenue(sums: dict[str, Decimal], *, shortly: bool = False) -> str:
    """Each currency by itself: `€1,204.50 · $30.00`; shortly `€22.6K`."""
    each = []
    for name, amount in sorted(sums.items()):
        told = money(amount, name)
        each.append(told.short if shortly and abs(amount) >= MUCH else told.long)
    return " · ".join(each) or "–"


class Change(NamedTuple):
    """`way`: up, down, same; or "" where there is nothing to say."""

    way: str
    text: str


NO_CHANGE = Change("", "")


def change(kind: Kind, now: Value, before: Value) -> Change:
    """By how much it is more than before: rates in points, else in percent."""
    if not isinstance(now, int | float) or not isinstance(before, int | float):
        return NO_CHANGE
    if kind == "percent":
        points = round(now) - round(before)
        said = ngettext("%(points)s point", "%(points)s points", abs(points))
        said %= {"points": f"{points:+d}".replace("-", "−")}
        return Change(_way(points), said if points else _("as before"))
    if not before:
        return NO_CHANGE
    by = round(100 * (now - before) / before)
    return Change(_way(by), _by(by) if by else _("as before"))


def _by(percents: int) -> str:
    sign = "+" if percents > 0 else "−"
    return f"{sign}{exact(abs(percents))}\u00a0%"


def _way(by: int) -> str:
    if by == 0:
        return "same"
    return "up" if by > 0 else "down"
