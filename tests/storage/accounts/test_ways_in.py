"""What lets somebody in, once and for so long: the same on both engines."""

import pytest

from tests.making import NOON
from tracker.domain.provider_claims import Person
from tracker.storage.accounts import (
    identities,
    login_sessions,
    login_steps,
    mailed_links,
    passkeys,
    personal_tokens,
    two_factors,
)
from tracker.storage.accounts.identities import Linked
from tracker.storage.accounts.login_sessions import Client
from tracker.storage.accounts.mailed_links import NewLink
from tracker.storage.accounts.passkeys import KnownPasskey, Passkey
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts

ADA, BEN = 1, 2
PROVIDER = "https://id.example"
THERE = Person("ada-1", "ada@there.example", True, "ada", False)
KEY = Passkey(0, ADA, "AQID", b"\x00\xff", b"\x01", "stats.example.com", 3, "Phone", NOON)
HERE = Client("Firefox", "192.0.2.0/24", "DE", "Berlin")


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    async with accounts.transaction() as tx:
        for name in ("ada", "ben"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
    return accounts


async def test_sessions_are_used_and_end(db: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_sessions, "MOST_PER_USER", 2)
    async with db.transaction() as tx:
        for n in range(4):
            await login_sessions.insert_session(tx, f"token-{n}", ADA, HERE, NOON + n)
        await login_sessions.set_place(tx, "token-3", "FR", "Paris")
        await login_sessions.touch_session(tx, 1, NOON + 9)
        await login_sessions.touch_session(tx, 1, NOON + 8)
        assert sorted(await login_sessions.delete_spent(tx, ADA, NOON)) == [2, 3]
    found = await login_sessions.sessions_of(db, ADA, NOON + 9)
    assert [(each.id, each.seen_at, each.city) for each in found] == [
        (1, NOON + 9, "Berlin"),
        (4, NOON + 3, "Paris"),
    ]
    assert await login_sessions.find_session(db, "token-3", NOON + login_sessions.IDLE) is not None
    assert await login_sessions.find_session(db, "token-3", NOON + login_sessions.IDLE + 3) is None
    async with db.transaction() as tx:
        assert await login_sessions.delete_sessions(tx, ADA, kept=1) == [4]
        assert await login_sessions.delete_session(tx, BEN, 1) == []
        assert await login_sessions.delete_session(tx, ADA, 1) == [1]


async def test_a_step_is_taken_once_and_the_oldest_are_forgotten(
    db: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_steps, "MOST", 2)
    async with db.transaction() as tx:
        for n in range(3):
            await login_steps.insert_step(tx, f"step-{n}", ADA, NOON + n, NOON + n)
    assert await login_steps.find_step(db, "step-0", NOON + 3) is None
    [ada] = [await login_steps.find_step(db, "step-2", NOON + 3)]
    assert ada.id == ADA
    async with db.transaction() as tx:
        assert await login_steps.delete_step(tx, "step-2")
        assert not await login_steps.delete_step(tx, "step-2")


async def test_a_mailed_link_is_good_once(db: Accounts) -> None:
    async with db.transaction() as tx:
        for new in (
            NewLink("login", None, "nobody@example.com", "n", "b"),
            NewLink("email", ADA, "new@example.com", "e", "b"),
            NewLink("login", ADA, "ada@example.com", "l", "b"),
        ):
            await mailed_links.insert_link(tx, new, NOON, NOON)
    assert await mailed_links.awaited_email(db, ADA, NOON - 1) == "new@example.com"
    assert await mailed_links.awaited_email(db, BEN, NOON - 1) == ""
    link = await mailed_links.find_link(db, "login", "l")
    assert link is not None
    assert (link.user.id, link.email, link.used_at) == (ADA, "ada@example.com", None)
    async with db.transaction() as tx:
        assert await mailed_links.use_link(tx, link.id, NOON)
        assert not await mailed_links.use_link(tx, link.id, NOON)
        await mailed_links.end_links(tx, ADA)
    assert await mailed_links.find_link(db, "email", "e") is None
    [holder] = [await mailed_links.holder_of(db, "ADA@example.com")]
    assert holder.id == ADA


async def test_a_passkey_is_somebodys_and_counts_on(db: Accounts) -> None:
    async with db.transaction() as tx:
        await passkeys.insert_passkey(tx, KEY)
        with pytest.raises(KnownPasskey):
            await passkeys.insert_passkey(tx, KEY)
    known = await passkeys.find_passkey(db, "AQID")
    assert known is not None
    assert (known.public_key, known.counter, known.used_at) == (b"\x00\xff", 3, None)
    async with db.transaction() as tx:
        assert await passkeys.note_use(tx, known, 4, NOON)
        assert not await passkeys.note_use(tx, known, 5, NOON)
        assert await passkeys.doubt(tx, known.id, NOON)
        assert not await passkeys.doubt(tx, known.id, NOON)
    assert [each.used_at for each in await passkeys.passkeys_of(db, ADA)] == [NOON]
    assert await passkeys.held_passkeys(db, ADA) == 1
    async with db.transaction() as tx:
        assert await passkeys.delete_passkey(tx, BEN, known.id) == []
        assert await passkeys.delete_passkeys_of(tx, ADA) == ["AQID"]


async def test_somebody_at_a_provider_is_one_here(db: Accounts) -> None:
    async with db.transaction() as tx:
        await identities.link(tx, PROVIDER, THERE, ADA, NOON, unknown="-")
    for user, subject in ((BEN, THERE.subject), (ADA, "another")):
        with pytest.raises(Linked):
            async with db.transaction() as tx:
                person = Person(subject, "", False, "", False)
                await identities.link(tx, PROVIDER, person, user, NOON)
    async with db.transaction() as tx:
        [holder] = [await identities.find_holder(tx, PROVIDER, THERE.subject)]
        assert holder.id == ADA
        assert await identities.find_holder(tx, PROVIDER, "another") is None
        [by_email] = [await identities.find_by_email(tx, "BEN@example.com")]
        assert by_email.id == BEN
        await identities.note_use(tx, PROVIDER, THERE, NOON + 5)
    assert await identities.has_no_password(db, ADA)
    [identity] = await identities.identities_of(db, ADA)
    assert (identity.email, identity.used_at) == (THERE.email, NOON + 5)
    async with db.transaction() as tx:
        assert await identities.unlink(tx, PROVIDER, ADA)
        assert not await identities.unlink(tx, PROVIDER, ADA)


async def test_a_second_factor_is_good_once(db: Accounts) -> None:
    async with db.transaction() as tx:
        for salt in (b"a", b"b"):
            await two_factors.begin(tx, ADA, salt, b"key")
        await two_factors.replace_codes(tx, ADA, ["one", "two"])
    begun = await two_factors.find_two_factors(db, ADA)
    assert begun is not None
    assert (begun.salt, begun.turned_on_at, begun.codes_left) == (b"b", None, 2)
    async with db.transaction() as tx:
        assert await two_factors.turn_on(tx, begun, 7, NOON)
        await two_factors.begin(tx, ADA, b"c", b"key")
        assert not await two_factors.take_step(tx, ADA, 7)
        assert await two_factors.take_step(tx, ADA, 8)
        assert await two_factors.take_code(tx, ADA, "one", NOON)
        assert not await two_factors.take_code(tx, ADA, "one", NOON)
    is_on = await two_factors.find_two_factors(db, ADA)
    assert is_on is not None
    assert (is_on.salt, is_on.turned_on_at, is_on.codes_left) == (b"b", NOON, 1)
    async with db.transaction() as tx:
        assert await two_factors.turn_off(tx, ADA)
        assert not await two_factors.turn_off(tx, ADA)


async def test_a_token_of_ones_own_is_good_until_it_ends(db: Accounts) -> None:
    async with db.transaction() as tx:
        for name, until in (("a", NOON + 5), ("b", None)):
            await personal_tokens.insert_personal_token(
                tx, ADA, name, f"hash-{name}", scopes=("read", "send"), at=NOON, until=until
            )
        await personal_tokens.note_personal_use(tx, 1, NOON)
    bearer = await personal_tokens.bearer_by_hash(db, "hash-a", NOON + 4)
    assert bearer is not None
    assert (bearer.user.id, bearer.token.scopes) == (ADA, ("read", "send"))
    assert await personal_tokens.bearer_by_hash(db, "hash-a", NOON + 5) is None
    assert [each.name for each in await personal_tokens.tokens_of_user(db, ADA)] == ["b", "a"]
    async with db.transaction() as tx:
        await personal_tokens.delete_run_out(tx, ADA, "a", NOON + 5)
        assert await personal_tokens.ids_of(tx, ADA) == [2]
        assert not await personal_tokens.delete_personal_token(tx, BEN, 2)
    assert await personal_tokens.held_by(db, ADA) == 1
    async with db.transaction() as tx:
        assert await personal_tokens.delete_all_of(tx, ADA) == [2]
