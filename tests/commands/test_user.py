"""`tracker user`: accounts, beside a running server and without one."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser, Cli, Login, MakeUser
from tests.web.api.test_api import token_of
from tracker.config import Config
from tracker.storage.accounts.audit import entries
from tracker.web import keys

ADA = ("ada", "ada@example.com")


async def listed(cli: Cli) -> list[dict[str, object]]:
    return json.loads((await cli("user", "list", "--json")).stdout)


@pytest.mark.usefixtures("anywhere")
async def test_the_first_account_is_an_admins(cli: Cli) -> None:
    await cli("user", "add", *ADA)
    await cli("user", "add", "bob", "bob@example.com")
    assert [(each["name"], each["is_admin"]) for each in await listed(cli)] == [
        ("ada", True),
        ("bob", False),
    ]


@pytest.mark.usefixtures("anywhere")
async def test_a_list_for_people_is_a_line_each(cli: Cli) -> None:
    await cli("user", "add", *ADA)
    (line,) = (await cli("user", "list")).stdout.splitlines()
    assert line.split()[1:3] == [*ADA]
    assert line.endswith("admin")


@pytest.mark.usefixtures("served")
async def test_the_passphrase_that_is_shown_once_opens_the_account(
    cli: Cli, client: TestClient, login: Login
) -> None:
    last_line = (await cli("user", "add", *ADA)).stdout.splitlines()[-1]
    await login(client, "ada", last_line.rpartition(" ")[2])


@pytest.mark.usefixtures("served")
async def test_a_piped_password_opens_the_account(
    cli: Cli, client: TestClient, login: Login
) -> None:
    done = await cli("user", "add", *ADA, "--password-stdin", typed=f"{PASSWORD}\nmore")
    assert PASSWORD not in done.output
    await login(client, "ada")


@pytest.mark.usefixtures("served")
async def test_a_typed_password_is_asked_for_twice_and_not_shown(
    cli: Cli, client: TestClient, login: Login
) -> None:
    done = await cli("user", "add", *ADA, "--ask", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    await login(client, "ada")


async def test_no_option_takes_a_password(cli: Cli) -> None:
    assert (await cli("user", "add", *ADA, "--password", PASSWORD)).exit_code == 2


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("ADA", "other@example.com"), None, "Somebody is called ADA already; ADA2 is free."),
        (("bob", "Ada@Example.com"), None, "There is an account with Ada@Example.com already."),
        (("a@b", "b@example.com"), None, "Name: A name cannot contain @."),
        (("bob", "nowhere"), None, "E-mail: This is not an e-mail address."),
        (("bob", "b@example.com", "--password-stdin"), "short\n", "Password: Use 15"),
        (("bob", "b@example.com", "--password-stdin"), "", "Password: Choose a password."),
    ],
)
async def test_what_the_page_refuses_the_command_refuses(
    cli: Cli, words: tuple[str, ...], typed: str | None, said: str
) -> None:
    await cli("user", "add", *ADA)
    done = await cli("user", "add", *words, typed=typed)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(await listed(cli)) == 1


@pytest.mark.usefixtures("served")
async def test_another_password_ends_the_sessions(cli: Cli, as_user: AsUser, login: Login) -> None:
    browser = await as_user("ada")
    other = "marble-candle-ocean-thirsty"
    done = await cli("user", "passwd", "ada", "--password-stdin", typed=other)
    assert "Ended sessions: 1." in done.stdout
    assert (await browser.get("/account", allow_redirects=False)).status == 303
    await login(browser, "ada", other)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(("options", "left"), [([], 0), (["--keep-tokens"], 1)])
async def test_another_password_ends_the_tokens_unless_they_are_to_stay(
    cli: Cli, as_user: AsUser, client: TestClient, options: list[str], left: int
) -> None:
    await token_of(await as_user("ada"), "read")
    done = await cli("user", "passwd", "ada", "--generate", *options)
    assert f"Ended API tokens: {1 - left}." in done.stdout
    rows = await client.app[keys.DATABASE].read("select 1 from personal_token")
    assert len(rows) == left


@pytest.mark.usefixtures("served")
async def test_a_script_is_given_the_passphrase_that_was_made(
    cli: Cli, as_user: AsUser, login: Login
) -> None:
    browser = await as_user("ada")
    done = json.loads((await cli("user", "passwd", "ada", "--generate", "--json")).stdout)
    assert (done["user"], done["sessions_ended"]) == ("ada", 1)
    await login(browser, "ada", done["password"])


@pytest.mark.usefixtures("anywhere")
async def test_a_password_about_its_owner_is_refused(cli: Cli) -> None:
    await cli("user", "add", *ADA)
    guess = "ada@example.comada"
    done = await cli("user", "passwd", "ada", "--password-stdin", typed=guess)
    assert (done.exit_code, "easy to guess" in done.stderr) == (1, True)


@pytest.mark.usefixtures("served")
async def test_an_admin_is_made_and_unmade(
    cli: Cli, make_user: MakeUser, client: TestClient
) -> None:
    await make_user("ada", admin=True)
    await make_user("bob")
    await cli("user", "admin", "bob")
    await cli("user", "admin", "ada", "--off")
    assert [each["is_admin"] for each in await listed(cli)] == [False, True]


@pytest.mark.usefixtures("anywhere")
async def test_the_last_admin_stays(cli: Cli) -> None:
    await cli("user", "add", *ADA)
    done = await cli("user", "admin", "ada", "--off")
    assert (done.exit_code, "only admin" in done.stderr) == (1, True)
    assert (await listed(cli))[0]["is_admin"]


@pytest.mark.usefixtures("served")
async def test_what_a_command_did_is_in_the_audit_log(client: TestClient, cli: Cli) -> None:
    await cli("user", "add", *ADA)
    await client.app[keys.AUDIT].flush()
    (shown,) = await entries(client.app[keys.DATABASE])
    assert (shown.entry.action, shown.entry.target) == ("account added", "user 1")
    assert shown.entry.network == "command line"


@pytest.mark.usefixtures("served")
async def test_who_is_switched_off_is_out_and_stays_out(cli: Cli, as_user: AsUser) -> None:
    await as_user("ada", admin=True)
    browser = await as_user("bob")
    assert (await cli("user", "disable", "bob")).exit_code == 0
    assert (await browser.get("/account", allow_redirects=False)).status == 303
    assert (await cli("create-session", "bob")).exit_code == 1
    assert (await cli("user", "list")).stdout.splitlines()[-1].endswith("off")


@pytest.mark.usefixtures("anywhere")
async def test_who_is_switched_on_again_may_come_back(cli: Cli) -> None:
    await cli("user", "add", *ADA)
    await cli("user", "add", "bob", "bob@example.com")
    await cli("user", "disable", "bob")
    await cli("user", "enable", "bob")
    assert (await cli("create-session", "bob")).exit_code == 0


@pytest.mark.usefixtures("anywhere")
async def test_the_last_admin_cannot_be_switched_off(cli: Cli) -> None:
    await cli("user", "add", *ADA)
    done = await cli("user", "disable", "ada")
    assert (done.exit_code, "only admin" in done.stderr) == (1, True)
    assert (await cli("create-session", "ada")).exit_code == 0


@pytest.mark.usefixtures("anywhere")
async def test_a_second_factor_is_taken_away(cli: Cli, config: Config) -> None:
    await cli("user", "add", *ADA)
    await asyncio.to_thread(give_a_second_factor, config.data_dir / "tracker.db")
    assert "no code" in (await cli("user", "two-factors-off", "ada")).stdout
    assert "had no second factor" in (await cli("user", "two-factors-off", "ada")).stdout


@pytest.mark.usefixtures("anywhere")
async def test_passkeys_stay_unless_their_end_is_asked_for(cli: Cli, config: Config) -> None:
    await cli("user", "add", *ADA)
    await asyncio.to_thread(give_a_passkey, config.data_dir / "tracker.db")
    assert "still log in: 1 " in (await cli("user", "two-factors-off", "ada")).stdout
    gone = (await cli("user", "two-factors-off", "ada", "--passkeys")).stdout
    assert ("Removed passkeys: 1." in gone, "still" in gone) == (True, False)


@pytest.mark.usefixtures("anywhere")
async def test_another_password_removes_the_passkeys_unless_they_are_kept(
    cli: Cli, config: Config
) -> None:
    await cli("user", "add", *ADA)
    await asyncio.to_thread(give_a_passkey, config.data_dir / "tracker.db")
    kept = await cli("user", "passwd", "ada", "--generate", "--keep-tokens")
    assert "Removed passkeys" not in kept.stdout
    assert "Removed passkeys: 1." in (await cli("user", "passwd", "ada", "--generate")).stdout


def give_a_passkey(path: Path) -> None:
    columns = "user_id, credential, hash, public_key, handle, host, counter, name, created_at"
    values = "1, 'AQID', '', x'', x'', 'localhost', 0, 'Phone', 1"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"insert into passkey ({columns}) values ({values})")


def give_a_second_factor(path: Path) -> None:
    columns = "user_id, salt, key_hash, turned_on_at"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"insert into two_factors ({columns}) values (1, x'', x'', 1)")


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("command", ["passwd", "admin", "disable", "enable", "two-factors-off"])
async def test_nobody_of_that_name_is_refused(cli: Cli, command: str) -> None:
    done = await cli("user", command, "eve")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Nobody is called 'eve'" in done.stderr


@pytest.mark.usefixtures("served")
async def test_a_link_that_logs_somebody_in_is_printed(
    client: TestClient, as_user: AsUser, cli: Cli
) -> None:
    await as_user("ada")
    said = (await cli("user", "login-link", "ada")).stdout
    path = re.fullmatch(r"http://[\w.:]+(/login/once/[\w-]{43})\n", said)
    assert path, said
    assert "ada" in await (await client.get(path[1])).text()
