"""What strangers may have kept: by site, by address, over restarts."""

import asyncio
from pathlib import Path

import pytest

from tests.making import NOON, event, leave
from tracker.domain.events import Event
from tracker.domain.rows import HIDDEN, Back
from tracker.domain.shares import DAY
from tracker.services.limits import senders as of_senders
from tracker.services.limits import shares as module
from tracker.services.limits.senders import Senders
from tracker.services.limits.shares import Shares, keeping

KB = 1_000
TEXT = "x" * 400  # counted as 1,020 bytes


def made(path: Path, texts: int = 10, share: int = 40 * KB, salts: str = "salt") -> Shares:
    senders = Senders(share, lambda now: f"{salts}{now // DAY}".encode())
    return Shares(texts, senders, path / "shares.json")


def row(address: str = "192.0.2.1", at: int = NOON, properties: str | None = None) -> Event:
    found = event(at=at)
    found.properties = properties
    found.sender = address
    return found


def admitted(shares: Shares, count: int, address: str = "192.0.2.1", at: int = NOON) -> int:
    return sum(shares.admits(row(address, at), TEXT) for _ in range(count))


def test_a_site_has_so_many_new_texts_a_day(tmp_path: Path) -> None:
    shares = made(tmp_path, share=1_000 * KB)
    assert admitted(shares, 12) == 10
    counted = shares.sites.today(1, NOON)
    assert (counted.texts, counted.others) == (10, 2)
    assert admitted(shares, 12, at=NOON + DAY) == 10
    assert shares.sites.today(1, NOON).texts == 0, "that was another day"


def test_an_address_has_its_share_at_all_sites_together(tmp_path: Path) -> None:
    shares = made(tmp_path, texts=1_000)
    assert admitted(shares, 20) == 9  # of a quarter
    assert admitted(shares, 20, "192.0.2.2") == 9
    later = NOON + DAY // 24
    assert admitted(shares, 20, at=later) == 2


def test_a_network_that_one_customer_owns_is_one_address(tmp_path: Path) -> None:
    shares = made(tmp_path, texts=1_000)
    assert admitted(shares, 20, "2001:db8::1") + admitted(shares, 20, "2001:db8::2") == 9


def test_a_program_with_a_token_speaks_for_many(tmp_path: Path) -> None:
    assert admitted(made(tmp_path, texts=1_000), 20, "") == 20


def test_properties_beyond_the_share_are_left_out_and_counted(tmp_path: Path) -> None:
    shares = made(tmp_path)
    rows = [row(properties='{"a":"' + "x" * 1_000 + '"}') for _ in range(12)]
    for each in rows:
        shares.note(each, "192.0.2.1")
    kept = [each for each in rows if each.properties]
    assert 0 < len(kept) < 9
    assert shares.sites.today(1, NOON).bare == 12 - len(kept)


def test_leaves_are_noted_too_and_what_is_live_only_is_not(tmp_path: Path) -> None:
    shares = made(tmp_path)
    left = leave(HIDDEN, beacon=1)
    shares.note(left, "192.0.2.1")
    shares.note(Back(1, NOON, 1, 1, "/"), "192.0.2.1")
    assert left.sender == "192.0.2.1"


async def test_a_restart_is_no_fresh_share(tmp_path: Path) -> None:
    shares = made(tmp_path, texts=1_000)
    admitted(shares, 20)
    admitted(shares, 1, "192.0.2.9")
    await shares.save(NOON)
    after = made(tmp_path, texts=1_000)
    after.load(NOON + 1_000)
    assert admitted(after, 20, at=NOON + 1_000) == 0
    assert after.sites.today(1, NOON).texts == 10
    assert [each.network for each in after.senders.heaviest(NOON)] == ["192.0.2.0/24", ""]


async def test_it_is_none_over_midnight_either(tmp_path: Path) -> None:
    midnight = (NOON // DAY + 1) * DAY
    shares = made(tmp_path, texts=1_000)
    admitted(shares, 20, at=midnight - 1)
    await shares.save(midnight - 1)
    after = made(tmp_path, texts=1_000)
    after.load(midnight)
    assert admitted(after, 20, at=midnight) == 0


async def test_the_file_has_no_address(tmp_path: Path) -> None:
    shares = made(tmp_path)
    admitted(shares, 20)
    await shares.save(NOON)
    assert "192.0" not in (tmp_path / "shares.json").read_text()


@pytest.mark.parametrize("text", ["", "[]", '{"day":"x"}', '{"day":1,"sites":{"1":[1]}}'])
def test_a_file_that_makes_no_sense_means_fresh_shares(tmp_path: Path, text: str) -> None:
    (tmp_path / "shares.json").write_text(text)
    shares = made(tmp_path)
    shares.load(NOON)
    assert admitted(shares, 1) == 1


async def test_a_disk_that_refuses_is_asked_again(tmp_path: Path) -> None:
    shares = made(tmp_path / "nowhere")
    admitted(shares, 1)
    await shares.save(NOON)
    (tmp_path / "nowhere").mkdir()
    await shares.save(NOON)
    assert (tmp_path / "nowhere" / "shares.json").exists()
    (tmp_path / "nowhere" / "shares.json").unlink()
    await shares.save(NOON)
    assert not (tmp_path / "nowhere" / "shares.json").exists(), "nothing is new"


async def test_they_are_kept_meanwhile_and_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAVE_EVERY", 0.01)
    shares = made(tmp_path)
    async with keeping(shares, lambda: NOON):
        admitted(shares, 1)
        while not (tmp_path / "shares.json").exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        admitted(shares, 1)
    after = made(tmp_path)
    after.load(NOON)
    assert after.sites.today(1, NOON).texts == 2


def test_addresses_without_end_take_no_memory_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_senders, "MOST_SENDERS", 100)
    shares = made(tmp_path, texts=10_000)
    for number in range(1_000):
        admitted(shares, 1, f"2001:db8:0:{number:x}::1")
    assert len(shares.senders) == 100


def test_who_has_most_is_told_as_sites_and_networks(tmp_path: Path) -> None:
    shares = made(tmp_path, texts=1_000)
    admitted(shares, 8)
    admitted(shares, 4, "192.0.2.2")
    admitted(shares, 2, "198.51.100.1")
    [(site, counted)] = shares.sites.largest(NOON)
    assert (site, counted.texts) == (1, 14)
    assert [each.network for each in shares.senders.heaviest(NOON)] == [
        "192.0.2.0/24",
        "198.51.100.0/24",
    ]
    assert 0.7 < shares.senders.heaviest(NOON)[0].share <= 1
    assert shares.sites.largest(NOON + DAY) == []
