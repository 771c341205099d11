"""A password that was sent with a taken name waits for the next name, not for ever."""

from tracker.services.accounts import kept_passwords
from tracker.services.accounts.kept_passwords import LIFETIME, KeptPasswords


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_is_found_by_its_token_only() -> None:
    kept = KeptPasswords(Clock())
    token = kept.keep("encoded")
    assert kept.find(token) == "encoded"
    assert kept.find("") is None
    assert kept.find(token + "x") is None


def test_it_is_gone_after_a_quarter_of_an_hour() -> None:
    clock = Clock()
    kept = KeptPasswords(clock)
    token = kept.keep("encoded")
    clock.now = LIFETIME - 1
    assert kept.find(token)
    clock.now = LIFETIME
    assert kept.find(token) is None
    kept.keep("another")
    assert len(kept._kept) == 1, "it is not even kept any more"


def test_it_is_gone_once_it_has_served() -> None:
    kept = KeptPasswords(Clock())
    token = kept.keep("encoded")
    kept.forget(token)
    assert kept.find(token) is None


def test_no_more_are_kept_than_there_is_room_for(monkeypatch) -> None:
    monkeypatch.setattr(kept_passwords, "MOST", 3)
    kept = KeptPasswords(Clock())
    tokens = [kept.keep(f"encoded {n}") for n in range(4)]
    assert [kept.find(token) for token in tokens] == [None, "encoded 1", "encoded 2", "encoded 3"]
