"""Cells that a spreadsheet must not compute."""

import pytest

from tracker.domain.spreadsheets import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_would_be_a_formula_stays_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "/pricing", "-12", "+3.5", "Google", "a=b", "1e5"])
def test_texts_and_numbers_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["-", "+nan", "-inf", "-1_0 x"])
def test_what_only_looks_like_a_number_does_not_pass(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
