"""A password that was sent with a taken name waits for the next name, not for ever."""

from tracker.services.accounts.kept_passwords import LIFETIME, KeptPasswords
from tracker.services.short_memory import OwnMemory


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_it_is_found_by_its_token_only() -> None:
    kept = KeptPasswords(OwnMemory(Clock(), 3))
    token = await kept.keep("encoded")
    assert await kept.find(token) == "encoded"
    assert await kept.find("") is None
    assert await kept.find(token + "x") is None


async def test_it_is_gone_after_a_quarter_of_an_hour() -> None:
    clock = Clock()
    kept = KeptPasswords(OwnMemory(clock, 3))
    token = await kept.keep("encoded")
    clock.now = LIFETIME - 1
    assert await kept.find(token)
    clock.now = LIFETIME
    assert await kept.find(token) is None
    await kept.keep("another")
    assert len(kept._memory) == 1, "it is not even kept any more"


async def test_it_is_gone_once_it_has_served() -> None:
    kept = KeptPasswords(OwnMemory(Clock(), 3))
    token = await kept.keep("encoded")
    await kept.forget(token)
    assert await kept.find(token) is None


async def test_no_more_are_kept_than_there_is_room_for() -> None:
    kept = KeptPasswords(OwnMemory(Clock(), 3))
    tokens = [await kept.keep(f"encoded {n}") for n in range(4)]
    assert [await kept.find(token) for token in tokens] == [
        None,
        "encoded 1",
        "encoded 2",
        "encoded 3",
    ]
