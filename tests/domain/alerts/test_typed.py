"""What is typed about alerts and targets is said back where it cannot be meant."""

import pytest

from tracker.domain.alerts.alert import Alert, Quiet
from tracker.domain.alerts.typed_alert import TypedAlert, WrongAlert, read_alert
from tracker.domain.alerts.typed_target import NoTarget, ReadTarget, read_target

SPIKE = TypedAlert(name="Many", kind="spike", pause="60")
GOALS = [4, 5]


def test_an_alert_is_read_with_what_its_kind_has() -> None:
    everything = {
        "of": "/x",
        "goal": "4",
        "least": "100",
        "quiet_from": "22:00",
        "quiet_until": "7:30",
    }
    read = read_alert(SPIKE._replace(**everything), 7, GOALS, 3)
    assert read == Alert(
        id=3, site_id=7, name="Many", kind="spike", least=100, pause=60, quiet=Quiet(1320, 450)
    )
    goal = read_alert(SPIKE._replace(kind="goal", **everything), 7, GOALS)
    assert (goal.goal_id, goal.least, goal.of) == (4, None, "")
    missing = read_alert(SPIKE._replace(kind="missing", of="/a/**", pause="0"), 7, GOALS)
    assert (missing.of, missing.least, missing.pause) == ("/a/**", None, 0)
    source = read_alert(SPIKE._replace(kind="source", of="Hacker News"), 7, GOALS)
    assert (source.of, source.least, source.quiet) == ("Hacker News", None, None)


WRONG = [
    ({"kind": "loud"}, {"kind": "no kind"}),
    ({"name": " "}, {"name": "no name"}),
    ({"name": "x" * 101}, {"name": "long name"}),
    ({"least": "0"}, {"least": "no number"}),
    ({"least": "many"}, {"least": "no number"}),
    ({"kind": "silence", "least": "1441"}, {"least": "no minutes"}),
    ({"kind": "goal", "goal": "6"}, {"goal": "no goal"}),
    ({"kind": "goal"}, {"goal": "no goal"}),
    ({"kind": "source", "of": "ä" * 151}, {"of": "long of"}),
    ({"kind": "missing", "of": "old"}, {"of": "no page"}),
    ({"pause": "7"}, {"pause": "no pause"}),
    ({"quiet_from": "22:00"}, {"quiet_until": "one time"}),
    ({"quiet_until": "22:00"}, {"quiet_from": "one time"}),
    ({"quiet_from": "8:00", "quiet_until": "08:00"}, {"quiet_until": "same time"}),
    (
        {"quiet_from": "25:00", "quiet_until": "8"},
        {"quiet_from": "no time", "quiet_until": "no time"},
    ),
]


@pytest.mark.parametrize(("typed", "faults"), WRONG)
def test_what_is_wrong_with_an_alert_is_said(typed: dict, faults: dict) -> None:
    with pytest.raises(WrongAlert) as wrong:
        read_alert(SPIKE._replace(**typed), 7, GOALS)
    assert wrong.value.faults == faults


def test_a_target_is_read() -> None:
    read = read_target(" Us ", "json", " https://a.example/hook?x=1 ")
    assert read == ReadTarget("Us", "json", "https://a.example/hook?x=1")


WRONG_TARGETS = [
    (("", "json", "https://a.example"), {"name": "no name"}),
    (("x" * 101, "json", "https://a.example"), {"name": "long name"}),
    (("Us", "fax", "https://a.example"), {"shape": "no shape"}),
    (("Us", "json", "a.example"), {"address": "no address"}),
    (("Us", "json", "file:///etc/passwd"), {"address": "no address"}),
    (("Us", "json", "https://"), {"address": "no address"}),
    (("Us", "json", "https://a.example:99999/"), {"address": "no address"}),
    (("Us", "json", "https://a.example/\r\nX: y"), {"address": "no address"}),
    (("Us", "json", "https://[::1"), {"address": "no address"}),
    (("Us", "json", "https://a.example/" + "a" * 2000), {"address": "long address"}),
    (("Us", "json", "https://me:pass@a.example/"), {"address": "user in address"}),
    (("Us", "telegram", "https://api.telegram.org/bot1/sendMessage"), {"address": "no chat"}),
    (("Us", "ntfy", "https://ntfy.sh/"), {"address": "no topic"}),
]


@pytest.mark.parametrize(("typed", "faults"), WRONG_TARGETS)
def test_what_is_wrong_with_a_target_is_said(typed: tuple[str, str, str], faults: dict) -> None:
    with pytest.raises(NoTarget) as wrong:
        read_target(*typed)
    assert wrong.value.faults == faults
