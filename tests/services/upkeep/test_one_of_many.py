"""Whether a process of several can do its part."""

from types import SimpleNamespace
from typing import Any

import pytest

from tracker.services.upkeep.one_of_many import OneOfMany


def recording(**said: Any) -> Any:
    return SimpleNamespace(**{"alive": True, "trouble": "", "depth": 3, **said})


def test_who_takes_no_hits_is_well_as_long_as_it_is_there() -> None:
    assert OneOfMany(None).report() == {"writer": "ok"}


def test_a_front_says_how_many_wait() -> None:
    assert OneOfMany(recording()).report() == {"writer": "ok", "queue": 3}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"alive": False}, "what forwards hits has stopped: restart this process"),
        ({"trouble": "NATS does not answer"}, "the queue refuses: NATS does not answer"),
    ],
)
def test_what_is_wrong_with_a_front_is_told(said: dict[str, Any], wrong: str) -> None:
    assert OneOfMany(recording(**said)).report()["wrong"] == wrong
