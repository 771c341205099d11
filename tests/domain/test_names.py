"""What comes after a taken name, and what an e-mail makes of one."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.names import LONGEST, following, name_from_email


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("joe", ["joe2", "joe3", "joe4"]),
        ("joe2", ["joe3", "joe4", "joe5"]),
        ("joe99", ["joe100", "joe101", "joe102"]),
        ("007", ["008", "009", "0010"]),
        ("agent 0", ["agent 02", "agent 03", "agent 04"]),
        ("42", ["43", "44", "45"]),
        ("Łukasz", ["Łukasz2", "Łukasz3", "Łukasz4"]),
    ],
)
def test_names_are_counted_on(name: str, after: list[str]) -> None:
    assert list(islice(following(name), 3)) == after


@given(st.text(min_size=1, max_size=LONGEST))
def test_what_follows_is_never_too_long_and_never_twice_the_same(name: str) -> None:
    found = list(islice(following(name), 20))
    assert len(set(found)) == 20
    assert max(map(len, found)) <= LONGEST


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("joe@example.com", "joe"),
        ("j.doe+tracker@example.com", "j.doe+tracker"),
        ("joe＠home@example.com", "joehome"),
        ("＠@example.com", "user"),
        ("x" * 80 + "@example.com", "x" * LONGEST),
    ],
)
def test_an_email_makes_a_name(email: str, name: str) -> None:
    assert name_from_email(email) == name
