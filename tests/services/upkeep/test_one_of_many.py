"""Whether a process of several can do its part."""

from types import SimpleNamespace
from typing import Any

import pytest

from tracker.services.upkeep.one_of_many import OneOfMany


def recording(**said: Any) -> Any:
    return SimpleNamespace(**{"alive": True, "trouble": "", "depth": 3, **said})


def engines(wrong: str = "") -> Any:
    return SimpleNamespace(report=lambda: {"nats": wrong or "ok"}, wrong=wrong)


def test_who_takes_no_hits_is_well_as_long_as_it_has_what_it_needs() -> None:
    assert OneOfMany(None, engines()).report() == {"writer": "ok", "nats": "ok"}
    assert OneOfMany(None, engines("away")).report()["wrong"] == "away"


def test_a_front_says_how_many_wait_and_takes_hits_whatever_else_is_away() -> None:
    front = OneOfMany(recording(), engines("away"))
    assert front.report() == {"writer": "ok", "queue": 3, "nats": "away"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"alive": False}, "what forwards hits has stopped: restart this process"),
        ({"trouble": "NATS does not answer"}, "the queue refuses: NATS does not answer"),
    ],
)
def test_what_is_wrong_with_a_front_is_told(said: dict[str, Any], wrong: str) -> None:
    assert OneOfMany(recording(**said), engines()).report()["wrong"] == wrong
