"""No text makes a regular expression of ours work longer than in proportion to its length.

One that could match a text in many ways let a stranger stop the server with forty letters.
"""

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from aiohttp import web

from tests.domain.hostile_blocks import PATTERNS
from tests.hostile_texts import hostile_texts
from tests.patterns import Found, browser_patterns, python_patterns
from tracker.domain import bot_patterns
from tracker.domain.blocks.block import Rule
from tracker.domain.blocks.page_patterns import PagePatterns
from tracker.domain.text import _pile

SHORT, LONG = 600, 2400
QUICK = 0.0008  # seconds of this thread's CPU: what needs less for a LONG text is left alone
GIVEN_UP = 0.1  # seconds of CPU for one text
STEEPEST = 8.0  # LONG / SHORT is 4, its square 16


def slow_texts(found: Found) -> Iterator[str]:
    """The kinds of texts whose time grows faster than they do, and in which way."""
    shorter = None
    for number, longer in enumerate(hostile_texts(found.pattern, LONG)):
        for way in sorted(found.ways):
            if seconds(found.pattern, way, longer) <= QUICK:
                continue
            shorter = shorter or list(hostile_texts(found.pattern, SHORT))
            text = shorter[number]
            if is_steep(found.pattern, way, text, longer):
                yield f"{found.where} {way} {found.pattern.pattern!r}: {text[:20]!r}, {text[-4:]!r}"


def is_steep(pattern: re.Pattern, way: str, text: str, longer: str) -> bool:
    """Measured again and again, for on a busy machine a text takes longer than it needs; but never
    less, so that one good figure of the longer one is enough."""
    if seconds(pattern, way, longer) >= GIVEN_UP:
        return True
    most = max(QUICK, STEEPEST * best(pattern, way, text))
    return all(seconds(pattern, way, longer) > most for _ in range(5))


def best(pattern: re.Pattern, way: str, text: str) -> float:
    times = []
    while len(times) < 5 and min(times, default=0) < GIVEN_UP:
        times.append(seconds(pattern, way, text))
    return min(times)


def seconds(pattern: re.Pattern, way: str, text: str) -> float:
    """Of CPU; GIVEN_UP when it has taken that long, for some would never end."""
    given = text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
    began = time.thread_time()
    try:
        ask(pattern, way, given)
        return time.thread_time() - began
    except GivenUp:
        return GIVEN_UP
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def ask(pattern: re.Pattern, way: str, given: str | bytes) -> None:
    """Searching goes on to the end, as replacing and splitting do."""
    if way != "search":
        getattr(pattern, way)(given)
        return
    for _ in pattern.finditer(given):
        pass


class GivenUp(Exception):
    pass


def give_up(number: int, frame: FrameType | None) -> None:
    raise GivenUp


def compile_tables() -> None:
    """What is compiled when it is first needed."""
    bot_patterns.finders.__wrapped__()
    _pile.__wrapped__()
    PagePatterns(Rule(1, 1, "page", pattern) for pattern in PATTERNS)


@pytest.mark.long
def test_no_text_keeps_a_pattern_of_the_product_at_work() -> None:
    patterns, faults = python_patterns(drive=compile_tables)
    assert faults == []
    modules = {found.where.partition(":")[0] for found in patterns}
    known = {"domain.bot_patterns", "web.asking.redirects", "web.forms.accounts"}
    assert {f"tracker.{name}" for name in known} <= modules
    assert [slow for found in patterns for slow in slow_texts(found)] == []


def test_no_text_keeps_a_browser_at_work() -> None:
    assert [slow for found in browser_patterns() for slow in slow_texts(found)] == []


def test_no_path_keeps_the_router_at_work(app: web.Application) -> None:
    patterns = {
        route._pattern for route in app.router.resources() if isinstance(route, web.DynamicResource)
    }
    assert len(patterns) > 20
    for pattern in patterns:
        found = Found("route", pattern, frozenset({"fullmatch"}))
        assert next(slow_texts(found), None) is None


PLANTED = {
    "two ways a letter": ("fullmatch", r"/(?:[A-Za-z0-9~_%@:!$&'()*+,;=.-]+/?)*"),
    "a nested repeat": ("match", r"(?:\w+\s?)+:"),
    "alternatives that overlap": ("fullmatch", r"(?:a|ab|b)*!"),
    "runs that touch": ("fullmatch", r"\s*\w*\d*\w*;"),
    "a run sought from each letter": ("search", r"\w+@"),
    "a run sought from each mark": ("search", r"[-_.]\d[\d._]*$"),
    "anything up to a word": ("search", r"<.*>"),
    "in bytes": ("fullmatch", rb"(?:[a-z]+,?)*"),
}


@pytest.mark.parametrize(("way", "pattern"), PLANTED.values(), ids=PLANTED)
def test_a_slow_pattern_is_noticed(way: str, pattern: str | bytes) -> None:
    assert next(slow_texts(Found("planted", re.compile(pattern), frozenset({way}))), "")


HIDING_PLACES = {
    "in a function": "import re\ndef f(text):\n    return re.match(r'(a+)+b', text)",
    "in a class": "import re\nclass A:\n    B = re.compile('(a+)+b', re.I)\n    def f(self):\n"
    "        return self.B.fullmatch('')",
    "in a closure": "import re\ndef f():\n    def g(x):\n        return re.sub('(a+)+b', '', x)",
    "in a table": "import re\nWORDS = [(re.compile('(a+)+b'), 'ab')]",
    "in a form": "from wtforms.validators import Regexp\nFIELD = [Regexp('(a+)+b')]",
}


@pytest.mark.parametrize("source", HIDING_PLACES.values(), ids=HIDING_PLACES)
def test_a_pattern_is_found_wherever_it_hides(tmp_path: Path, source: str) -> None:
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tracker" / "planted.py").write_text(source)
    (found,), faults = python_patterns(tmp_path)
    assert (found.pattern.pattern, faults) == ("(a+)+b", [])
    assert next(slow_texts(found), "")


@pytest.mark.parametrize(
    "source",
    [
        "from re import compile\nA = compile('a')",
        "import re as r\nA = r.compile('a')",
        "import re\ndef f(words):\n    return re.compile('|'.join(words))",
    ],
)
def test_a_pattern_that_cannot_be_found_is_told(tmp_path: Path, source: str) -> None:
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tracker" / "planted.py").write_text(source)
    assert python_patterns(tmp_path)[1]


def test_a_browsers_patterns_are_found(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_text("if (/(a+)+b/i.test(text)) text.split(/;/g);")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("<input pattern='[a-z]+'>")
    found = [each.pattern.pattern for each in browser_patterns(tmp_path)]
    assert found == ["(a+)+b", ";", "[a-z]+"]
