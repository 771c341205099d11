"""What may come into functions of domain/alerts: from members of a site, or in a stranger's hit."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from zoneinfo import ZoneInfo

from tests.domain.hostile_input import BODY, HEADER, NOW, PATH, Case, numbers, sound
from tracker.domain.alerts import (
    alert,
    first_times,
    message,
    minutes,
    missing,
    reachable,
    report_days,
    retries,
    typed_alert,
    typed_target,
    usual,
)
from tracker.domain.alerts.target import SHAPES, Target

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 30)
NIGHT = alert.Quiet(1_320, 420)
WATCHED = alert.Alert(id=1, site_id=1, name="a", kind="silence", quiet=NIGHT)
HOURS = {NOW - number * usual.HOUR: number for number in range(720)}
WEEKS = [1.0, 2.0, 3.0, 4.0]


def typed(text: str) -> Iterable[typed_alert.TypedAlert]:
    for kind in alert.KINDS:
        yield typed_alert.TypedAlert(text, kind, f"/{text}", text, text, text, text, text)


def read(given: typed_alert.TypedAlert) -> None:
    with suppress(ValueError):
        typed_alert.read_alert(given, 1, [1])


def typed_targets(text: str) -> None:
    for shape in SHAPES:
        for address in (text, f"https://{text}", f"https://a.example/{text}"):
            with suppress(ValueError):
                typed_target.read_target(text, shape, address)


def target(text: str) -> Target:
    address = f"https://a.example/{text[:1_500].encode('ascii', 'replace').decode()}"
    address = address.replace("[", "_").replace("]", "_")
    return Target(id=1, site_id=1, name="a", shape="json", address=address, secret=text)


def messages(text: str) -> None:
    facts = message.Facts(kind="missing", at=NOW, alert=text[:100], example=text)
    told = message.Told(text, text, "https://a.example")
    for shape in SHAPES:
        whom = target(text)
        whom = Target(id=1, site_id=1, name="a", shape=shape, address=whom.address, secret="s")
        message.request_to(whom, "token", text[:100], facts, told)


def many_names(text: str) -> first_times.FirstTimes:
    times = first_times.FirstTimes()
    for number in range(200):
        times.is_new(f"{text}{number}", NOW)
    return times


def an_hour() -> minutes.Minutes:
    counts = minutes.Minutes()
    for number in range(60):
        counts.add(NOW + number * 60_000)
    return counts


CASES = {
    "alerts.alert.is_quiet": Case(0, numbers(lambda: alert.is_quiet(NIGHT, NOW, BERLIN))),
    "alerts.alert.may_be_told": Case(
        0, numbers(lambda: alert.may_be_told(WATCHED, NOW, NOW, BERLIN))
    ),
    "alerts.first_times.FirstTimes.is_new": Case(200, many_names),
    "alerts.first_times.FirstTimes.learn": Case(200, lambda t: many_names(t).learn({t: 1}, NOW)),
    "alerts.message.key_of": Case(200, message.key_of),
    "alerts.message.request_to": Case(PATH, lambda t: messages(sound(t))),
    "alerts.message.secret_of": Case(0, numbers(lambda: message.secret_of(b"a" * 32))),
    "alerts.message.signed": Case(
        200,
        lambda t: message.signed(message.Request("", b"a" * BODY, {}), target(t), "token", 1),
    ),
    "alerts.message.without_chat": Case(
        typed_target.LONGEST_ADDRESS, lambda t: message.without_chat(target(t).address)
    ),
    "alerts.minutes.Minutes.add": Case(0, numbers(an_hour)),
    "alerts.minutes.Minutes.counts": Case(0, numbers(lambda: an_hour().counts())),
    "alerts.minutes.Minutes.put": Case(0, numbers(lambda: an_hour().put({NOW // 60_000: 1}))),
    "alerts.minutes.Minutes.last": Case(0, numbers(lambda: an_hour().last(60, NOW))),
    "alerts.reachable.allowed_networks": Case(
        0, numbers(lambda: reachable.allowed_networks(["10.0.0.0/8"]))
    ),
    "alerts.reachable.is_reachable": Case(HEADER, lambda t: reachable.is_reachable(t, ())),
    "alerts.missing.missing_path": Case(BODY, lambda t: missing.missing_path(t, "/")),
    "alerts.report_days.days_before": Case(
        0, numbers(lambda: report_days.days_before("month", TODAY))
    ),
    "alerts.report_days.days_told": Case(0, numbers(lambda: report_days.days_told("month", TODAY))),
    "alerts.report_days.due_day": Case(
        0, numbers(lambda: report_days.due_day("month", NOW, BERLIN))
    ),
    "alerts.retries.next_try": Case(0, numbers(lambda: retries.next_try(3, NOW))),
    "alerts.typed_alert.read_alert": Case(BODY, read, typed),
    "alerts.typed_target.read_target": Case(BODY, typed_targets),
    "alerts.usual.drop_below": Case(0, numbers(lambda: usual.drop_below(WEEKS))),
    "alerts.usual.hour_of": Case(0, numbers(lambda: usual.hour_of(NOW, BERLIN))),
    "alerts.usual.refused_from": Case(0, numbers(lambda: usual.refused_from([1] * 7))),
    "alerts.usual.same_hours": Case(0, numbers(lambda: usual.same_hours(HOURS, 0, NOW, BERLIN))),
    "alerts.usual.silent_for": Case(0, numbers(lambda: usual.silent_for(WEEKS))),
    "alerts.usual.spike_from": Case(0, numbers(lambda: usual.spike_from(WEEKS))),
    "alerts.usual.usual_of": Case(0, numbers(lambda: usual.usual_of(WEEKS))),
}
