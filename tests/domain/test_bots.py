import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.agents import people, programs
from tests.domain.bot_cases import BOTS, PEOPLE
from tests.processor_time import quickest
from tracker.domain.bots import NO_AGENT, bot_name, warm_up

PIECES = [
    "bot",
    "a",
    ".",
    "-",
    " ",
    "/",
    "1",
    "(",
    ")",
    ";",
    "http://",
    "compatible;",
    "é",
    "\ud800",
]


@pytest.mark.parametrize(
    ("name", "text"), [line.split(" | ") for line in BOTS.strip().splitlines()]
)
def test_a_program_is_called_by_its_name(name: str, text: str):
    assert bot_name(text) == name


@pytest.mark.parametrize("text", PEOPLE.strip().splitlines())
def test_a_person_is_no_program(text: str):
    assert bot_name(text) is None


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_who_does_not_say_what_they_use_is_a_program(text: str):
    assert bot_name(text) == NO_AGENT


def test_at_least_95_of_100_known_programs_are_recognised():
    known = programs()
    assert len(known) > 2_000
    missed = [text for text in known if bot_name(text) is None]
    assert len(missed) <= 0.05 * len(known), missed


def test_at_most_one_real_browser_in_a_thousand_is_taken_for_a_program():
    real = people()
    assert len(real) > 900
    wronged = [text for text in real if bot_name(text) is not None]
    assert len(wronged) <= 0.001 * len(real), wronged


@given(
    st.one_of(
        st.text(st.characters(), max_size=600), st.lists(st.sampled_from(PIECES)).map("".join)
    )
)
def test_no_text_breaks_it(text: str):
    name = bot_name(text)
    assert name is None or (0 < len(name) <= 40 and name.isascii() and name.isprintable())


@pytest.mark.parametrize(
    "piece", [*PIECES, "www.", "x.1", "a.b-", "_", "bot ", "Mozilla/5.0 ", "1 1"]
)
def test_twenty_kilobytes_of_anything_are_judged_quickly(piece: str):
    warm_up()
    text = piece * (20_000 // len(piece))
    assert quickest(lambda: bot_name(text)) < 0.1
