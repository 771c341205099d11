"""No test fails because a machine is busy: what must come is waited for generously, everywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.eventually import PATIENCE

pytestmark = pytest.mark.alike

TESTS = Path(__file__).parent
# method or function: at which place its time stands, where it is not named
WAITS = {
    "eventually": 1,
    "wait_for": 1,
    "timeout": 0,
    "next_to": 1,
    "end_of": 1,
    "wait": 0,  # a process' or an event's; others say more
    "settimeout": 0,
    "join": 0,
}
NAMES = {"timeout", "within"}


def tight(source: str, second: float = 1.0) -> Iterator[int]:
    """Lines on which something is awaited for fewer seconds than PATIENCE, written as a number.
    What must *not* come is awaited for A_MOMENT, by name. `second`: how long one is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for value in times_of(node):
                if isinstance(value, ast.Constant) and is_short(value.value, second):
                    yield value.lineno


def times_of(call: ast.Call) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = WAITS.get(name)
    if place is not None and len(call.args) == place + 1:
        yield call.args[place]
    yield from (each.value for each in call.keywords if each.arg in NAMES)


def is_short(value: object, second: float) -> bool:
    least = second / 5 if second > 1 else 0  # milliseconds: less than that are seconds
    return isinstance(value, int | float) and least < value < PATIENCE * second


def test_what_must_come_is_awaited_patiently() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        for line in tight(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_page_is_awaited_as_long_as_all_of_them() -> None:
    """Playwright's waits are in milliseconds; tests/browser/conftest.py says how many for all."""
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted((TESTS / "browser").rglob("*.py"))
        for line in tight(path.read_text("utf-8"), second=1000)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "await eventually(lambda: done, within=5)",
        "await eventually(lambda: done, 5)",
        "await asyncio.wait_for(task, 2.5)",
        "async def f():\n    async with asyncio.timeout(1):\n        pass",
        "await socket.receive_json(timeout=5)",
        "process.wait(10)",
    ],
)
def test_a_tight_wait_is_seen(source: str) -> None:
    assert list(tight(source))


@pytest.mark.parametrize(
    "source",
    [
        "await eventually(lambda: done, within=60)",
        "await eventually(lambda: done)",
        "await asyncio.wait_for(task, PATIENCE)",
        "await socket.receive_json(timeout=A_MOMENT)",
        "events = await collector.first(2, 'pageview')",
    ],
)
def test_a_patient_one_is_let_pass(source: str) -> None:
    assert not list(tight(source))
