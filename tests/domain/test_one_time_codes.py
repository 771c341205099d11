"""Codes of an authenticator app, and those on paper."""

import random

import pyotp
import pytest

from tracker.domain.one_time_codes import enrolment, plain, recovery_code, secret_of, step_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_800_000_015_000  # in the middle of a half minute
STEP = NOW // 30_000


def code_at(step: int) -> str:
    return pyotp.TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_right(off: int) -> None:
    assert step_of(SECRET, code_at(STEP + off), NOW, 0) == STEP + off


@pytest.mark.parametrize("off", [-2, 2, 100])
def test_a_code_of_another_time_is_wrong(off: int) -> None:
    assert step_of(SECRET, code_at(STEP + off), NOW, 0) is None


def test_a_code_is_good_once_and_so_are_those_before_it() -> None:
    assert step_of(SECRET, code_at(STEP), NOW, STEP) is None
    assert step_of(SECRET, code_at(STEP - 1), NOW, STEP) is None
    assert step_of(SECRET, code_at(STEP + 1), NOW, STEP) == STEP + 1


def test_the_code_of_the_standard_is_right() -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert step_of(secret, "287082", 59_000, 0) == 1


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\0", "-12345"]
)
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert step_of(SECRET, typed, NOW, 0) is None


def test_a_space_in_the_middle_is_no_mistake() -> None:
    code = code_at(STEP)
    assert step_of(SECRET, f" {code[:3]} {code[3:]} ", NOW, 0) == STEP


def test_key_and_salt_make_the_secret_together() -> None:
    secret = secret_of(b"key", b"salt")
    assert len(secret) == 32
    assert secret == secret_of(b"key", b"salt")
    assert secret not in {secret_of(b"other", b"salt"), secret_of(b"key", b"other")}


def test_an_app_reads_the_same_secret_from_the_address() -> None:
    read = pyotp.parse_uri(enrolment(SECRET, "ada@example.com", "stats.example.com"))
    assert (read.secret, read.name, read.issuer) == (
        SECRET,
        "ada@example.com",
        "stats.example.com",
    )


def test_a_recovery_code_is_read_however_it_is_typed() -> None:
    code = recovery_code(random.Random(7).choice)
    assert len(code) == 19
    for typed in (code, code.upper(), code.replace("-", " "), f"  {code.replace('-', '')} "):
        assert plain(typed) == code.replace("-", "")
    assert plain("OIL0-oil0-0000-0000") == "0110011000000000"


@pytest.mark.parametrize("typed", ["", "123456", "a" * 17, "-" * 16])
def test_what_cannot_be_a_recovery_code_is_none(typed: str) -> None:
    assert plain(typed) == ""
