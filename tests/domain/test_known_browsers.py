"""The marks of browsers in which somebody has logged in."""

from tracker.domain.known_browsers import LIFE, MARKS, MOST, known_as, mark, with_mark

NOW = 1_795_262_400_000
ADA, GRACE = (7, "$argon2id$ada"), (8, "$argon2id$grace")


def made(user: tuple[int, str] = ADA, number: int = 1, now: int = NOW) -> str:
    return mark(*user, number.to_bytes(12, "big"), now)


def test_a_mark_is_known_for_its_account() -> None:
    assert MARKS.fullmatch(made())
    assert known_as(made(), *ADA, NOW) == made()


def test_it_fits_no_other_account_and_no_other_password() -> None:
    assert known_as(made(), *GRACE, NOW) == ""
    assert known_as(made(), 8, ADA[1], NOW) == ""
    assert known_as(made(), 7, "$argon2id$another", NOW) == ""


def test_no_letter_of_it_can_be_changed() -> None:
    for at in range(43):
        other = "A" if made()[at] != "A" else "B"
        changed = made()[:at] + other + made()[at + 1 :]
        assert known_as(changed, *ADA, NOW) == "", at


def test_what_is_no_mark_is_nobodys() -> None:
    for garbage in ("", ".", "x", "é" * 43, "A" * 43, "A" * 5):
        assert known_as(garbage, *ADA, NOW) == ""


def test_it_ends_with_its_time() -> None:
    assert known_as(made(), *ADA, NOW + LIFE - 60_000)
    assert known_as(made(), *ADA, NOW + LIFE) == ""
    assert known_as(made(), *ADA, NOW - LIFE), "the clock was put back"


def test_several_accounts_share_a_browser() -> None:
    both = with_mark(made(), made(GRACE), *GRACE, NOW)
    assert known_as(both, *ADA, NOW) == made()
    assert known_as(both, *GRACE, NOW) == made(GRACE)


def test_a_new_mark_replaces_the_accounts_old_one() -> None:
    both = with_mark(made(), made(GRACE), *GRACE, NOW)
    assert with_mark(both, made(number=2), *ADA, NOW) == f"{made(number=2)}.{made(GRACE)}"


def test_the_oldest_go() -> None:
    marks = ""
    for number in range(MOST + 2):
        user = (number, "$argon2id$ada")
        marks = with_mark(marks, made(user), *user, NOW)
    assert MARKS.fullmatch(marks)
    assert known_as(marks, MOST + 1, "$argon2id$ada", NOW)
    assert not known_as(marks, 0, "$argon2id$ada", NOW)
