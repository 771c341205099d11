"""The language that a browser gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.languages import negotiate


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr, DE;q=0.5, en;q=0.4", "de"),
        ("fr;q=0.9, en;q=0.7, de;q=0.8", "de"),
        ("en, de", "en"),
        ("de;q=0, en", "en"),
        ("de;q=0", "en"),
        ("de;q=nonsense, en;q=0.1", "en"),
        ("de;level=1", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("es-419,es;q=0.9,en;q=0.8", "es"),
        ("pt-BR, es-MX;q=0.8, en;q=0.7", "es"),
        (";;,,=,q=", "en"),
    ],
)
def test_the_wanted_one_that_there_is(accepted: str, language: str) -> None:
    assert negotiate(accepted, {"en", "de", "es"}, "en") == language


@given(st.text())
def test_any_header_gives_a_language_that_there_is(accepted: str) -> None:
    assert negotiate(accepted, {"en", "de"}, "en") in {"en", "de"}
