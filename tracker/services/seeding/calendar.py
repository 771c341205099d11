"""Who comes on which day: a site that grows, with working weeks, quiet holidays, a letter a month
and one day on which everybody speaks of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from tracker.services.seeding.story import Story, Way

LONG_ENOUGH = 120  # days, for a launch and for growth
GROWTH = 4.0  # times as many at the end as at the beginning
# Of an ordinary day's visitors as many more come by the launch, on it and on the days behind it;
# by a letter's link; and for good.
LAUNCH = (11.0, 5.0, 2.2, 1.2, 0.8, 0.5, 0.4, 0.3, 0.2, 0.2)
LETTER = (0.9, 0.35, 0.15, 0.08, 0.05, 0.03)
LASTS = 0.25
WEEK = (1.1, 1.18, 1.16, 1.12, 1.0, 0.66, 0.7)  # from Monday on
WEEK_AT_HOME = (0.95, 0.92, 0.92, 0.95, 0.98, 1.12, 1.2)
QUIET = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}
# How many of a day's visitors come in each of its hours, by the site's clocks.
HOURS = (
    22,
    13,
    9,
    7,
    8,
    13,
    24,
    42,
    62,
    76,
    80,
    78,
    70,
    76,
    82,
    84,
    82,
    76,
    70,
    70,
    74,
    72,
    58,
    38,
)


class Crowd(NamedTuple):
    """So many visitors of a day; all by one way, or by any."""

    visitors: float
    way: Way | None


def crowds(story: Story, first: date, days: int, all_of_them: float) -> Iterator[list[Crowd]]:
    """Day by day; about so many visitors in all."""
    found = [_of_day(story, first, day, days) for day in range(days)]
    scale = all_of_them / sum(crowd.visitors for day in found for crowd in day)
    for day in found:
        yield [Crowd(crowd.visitors * scale, crowd.way) for crowd in day]


def launch_day(first: date, days: int) -> date | None:
    """The Tuesday on which the launch was, if the time is long enough to have one."""
    if days < LONG_ENOUGH:
        return None
    day = first + timedelta(days * 3 // 5)
    return day - timedelta((day.weekday() - 1) % 7)


def letter_of(story: Story, day: date) -> Way:
    """The way by which those come who read this month's letter."""
    letter = story.letter
    return letter._replace(query=letter.query.format(f"{day:%Y-%m}"))


def _of_day(story: Story, first: date, day: int, days: int) -> list[Crowd]:
    today, launched = first + timedelta(day), launch_day(first, days) if story.launch else None
    usual = _usual(story, today, day / days if days >= LONG_ENOUGH else 0.0)
    if launched and today >= launched:
        usual *= 1 + LASTS
    found = [Crowd(usual, None)]
    if launched and (more := _echo(LAUNCH, (today - launched).days)):
        found.append(Crowd(usual * more, story.launch))
    sent = _first_tuesday(today)
    if sent >= first and (more := _echo(LETTER, (today - sent).days)):
        found.append(Crowd(usual * more, letter_of(story, today)))
    return found


def _usual(story: Story, today: date, grown: float) -> float:
    week = WEEK if story.launch else WEEK_AT_HOME
    quiet = 0.45 if (today.month, today.day) in QUIET else 1.0
    summer = 0.85 if today.month in {7, 8} else 1.0
    # No two days are alike, and yet each is the same whenever it is asked for.
    chance = (today.toordinal() * 7919 % 101) / 101
    return float(GROWTH**grown) * week[today.weekday()] * quiet * summer * (0.93 + 0.14 * chance)


def _echo(each: tuple[float, ...], behind: int) -> float:
    return each[behind] if 0 <= behind < len(each) else 0.0


def _first_tuesday(day: date) -> date:
    first = day.replace(day=1)
    return first + timedelta((1 - first.weekday()) % 7)
