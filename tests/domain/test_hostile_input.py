"""No text of a stranger's, however made, keeps one function of domain/ at work for 5 ms.

Everything here runs in the loop that answers everybody.
"""

import importlib
import inspect
import pkgutil
import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

import tracker.domain
from tests.domain.hostile_alerts import CASES as TOLD
from tests.domain.hostile_assistants import CASES as ASSISTED
from tests.domain.hostile_blocks import CASES as BLOCKED
from tests.domain.hostile_exports import CASES as BROUGHT
from tests.domain.hostile_files import CASES as LOGGED
from tests.domain.hostile_input import CASES as SAID
from tests.domain.hostile_input import Case, texts
from tests.domain.hostile_peer_apis import CASES as READ
from tests.domain.hostile_peers import CASES as REPORTED
from tests.domain.hostile_questions import CASES as ASKED
from tests.domain.hostile_shown import CASES as SHOWN
from tests.domain.hostile_umami import CASES as FOR_UMAMI
from tracker.domain import agents, bots, sources, text

MOST = 0.005  # seconds of this thread's CPU, on a machine that counts as fast as the one below
COUNTING = 0.0022  # seconds of CPU that `count` takes where the limit was measured
TRIES = 7
ONCE = {"_allowed"}  # caches of what a site's owner chose, not of what comes

MODULES = [
    importlib.import_module(each.name)
    for each in pkgutil.walk_packages(tracker.domain.__path__, "tracker.domain.")
]
CASES = SAID | ASKED | BLOCKED | BROUGHT | TOLD | SHOWN | REPORTED | READ | FOR_UMAMI | ASSISTED
CASES |= LOGGED


def test_every_function_of_the_domain_has_a_case() -> None:
    found = {name for module in MODULES for name in public(module)}
    assert found - CASES.keys() == set(), "add a case to hostile_input.py"
    assert CASES.keys() - found == set()


def public(module: ModuleType) -> Iterator[str]:
    """The functions of a module, and of its classes, that others call."""
    short = module.__name__.removeprefix("tracker.domain.")
    for name, found in vars(module).items():
        if name.startswith("_") or getattr(found, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(found) or hasattr(found, "cache_clear"):
            yield f"{short}.{name}"
        elif inspect.isclass(found) and not getattr(found, "_is_protocol", False):
            yield from (f"{short}.{name}.{each}" for each in methods(found))


def methods(found: type) -> Iterator[str]:
    for name, each in vars(found).items():
        called = inspect.isfunction(each) or isinstance(each, property)
        if called and (name == "__contains__" or not name.startswith("_")):
            yield name


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    for module in (agents, bots, sources):
        module.warm_up()
    text.tidy("\u0301" * 1_000, 1_000)


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_text_keeps_it_at_work(name: str) -> None:
    case = CASES[name]
    for given in dict.fromkeys(texts(case.longest)) if case.longest else [""]:
        for made in case.made(given):
            took = needed(case, made)
            assert took < MOST, f"{took * 1000:.1f} ms for {made!r:.60}"


def needed(case: Case, made: object) -> float:
    """Seconds of CPU, of the best of some tries; as little as it takes on a machine that is busy
    with other work, or slow."""
    took = seconds(case.call, made)
    for _ in range(TRIES):
        if took < MOST:
            break
        slower = max(1.0, counting() / COUNTING)
        took = min(took, seconds(case.call, made) / slower)
    return took


def seconds(call, made: object) -> float:
    for clear in CACHES:
        clear()
    began = time.thread_time()
    call(made)
    return time.thread_time() - began


def counting() -> float:
    began = time.thread_time()
    for number in range(50_000):
        str(number)
    return time.thread_time() - began


def caches() -> Iterator[Callable[[], None]]:
    """What empties them, but the tables that are read once."""
    for module in MODULES:
        for name, found in vars(module).items():
            if memory := getattr(found, "memory", None):
                yield memory.clear
            elif hasattr(found, "cache_clear") and name not in ONCE and is_bounded(found):
                yield found.cache_clear


def is_bounded(cached) -> bool:
    return cached.cache_parameters()["maxsize"] not in (1, None)


CACHES = list(caches())


def test_a_slow_function_is_noticed() -> None:
    slow = Case(8_000, partial(unicodedata.normalize, "NFC"))
    assert any(needed(slow, given) > MOST for given in texts(slow.longest))


def test_a_new_function_is_noticed() -> None:
    planted = ModuleType("tracker.domain.planted")
    exec("def read(text): pass\nclass A:\n def b(self): pass\n def _c(self): pass", vars(planted))
    assert list(public(planted)) == ["planted.read", "planted.A.b"]


def test_only_one_function_normalises() -> None:
    """What normalises sorts marks in quadratic time, so it may do so only where they are cut."""
    root = Path(tracker.domain.__file__).parents[1]
    using = [
        path.name
        for path in root.rglob("*.py")
        if "unicodedata.normalize" in path.read_text("utf-8")
    ]
    assert using == ["text.py"]


def test_every_mark_of_unicode_is_known_as_one() -> None:
    """A letter that comes apart into marks, too."""
    for code in range(0x110000):
        if code in range(0xD800, 0xE000):
            continue
        first = unicodedata.normalize("NFKD", chr(code))[0]
        if unicodedata.combining(first):
            assert text._is_mark(chr(code)), hex(code)
            assert code < text.BEYOND_MARKS, hex(code)


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
def test_a_pile_of_marks_is_cut_and_the_rest_stays(form: str) -> None:
    long = "a" * text.SHORT + "e" + "\u0301\u0327" * 5_000 + "z"
    cut = text.normal(form, long, 20_000)
    assert cut.startswith("a" * text.SHORT)
    assert cut.endswith("z")
    assert len(cut) < text.SHORT + text.HIGHEST_PILE + 3
