"""The audit log's page speaks in sentences, in the language of whoever reads it."""

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker
from tests.conftest import AsUser
from tests.web.sites.owners import MINE, add_site
from tests.web.sites.teams import invite
from tracker.web.admin.audit_words import ACTS, act_in_words
from tracker.web.passkeys.words import NOTED
from tracker.web.providers.arrival import HOW

TAKING_DOWN = {"audit": 1, "note": 0, "_note": 2, "Act": 3}  # and where they take the code
SAMPLES = {
    "form.role.data": "viewer",
    "invitation.role": "editor",
    "role": "owner",
    "site.id": "7",
    "kind.purpose": "reset",
    "said": "throttled",
    "why": "down",
    "shown": "recovery code",
}


def codes(tree: ast.AST) -> Iterator[str]:
    """Every code that is written out in the calls that take something down."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in TAKING_DOWN and len(call.args) > TAKING_DOWN[name]:
            yield from written(call.args[TAKING_DOWN[name]])


def written(code: ast.expr) -> Iterator[str]:
    match code:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*written(one), *written(other))
        case ast.JoinedStr(parts):
            yield "".join(
                str(part.value)
                if isinstance(part, ast.Constant)
                else SAMPLES[ast.unparse(part.value)]
                for part in parts
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )


def test_whatever_is_taken_down_has_words() -> None:
    files = Path(tracker.__file__).parent.rglob("*.py")
    found = {code for file in files for code in codes(ast.parse(file.read_text("utf-8")))}
    found |= set(NOTED.values())  # what was wrong with a passkey
    found |= set(HOW.values())  # the ways in with a provider
    assert len(found) > 50
    assert [code for code in found if act_in_words(code) == code] == []
    assert set(ACTS) - found <= {
        "login link asked for",  # a sample stands for the two of them
        "log-in code refused",
        "logged in with a code",
    }


def test_what_another_release_took_down_stays_as_it_is() -> None:
    assert act_in_words("site painted") == "site painted"


async def rows_of(browser: object, language: str = "en") -> list[tuple[str, ...]]:
    """(who, what, to what) of each row, the newest first."""
    answer = await browser.get("/admin/audit", headers={"Accept-Language": language})
    page = html.unescape(re.sub(r"<(?!/?t[rd])[^>]+>", "", await answer.text()))
    cells = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in page.split("<tr>")[2:]]
    return [tuple(row[1:4]) for row in cells]


async def test_who_did_what_to_whom_stands_there_by_name(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    await as_user("ben")
    site = await add_site(ada)
    await invite(ada, site, "ben@example.com", "editor")
    await ada.post("/admin/users/2/off", data=MINE)
    assert await rows_of(ada) == [
        ("ada", "Account switched off", "ben"),
        ("ada", "Invited somebody as editor", "example.com"),
        ("ada", "Site added", "example.com"),
    ]


async def test_what_is_gone_keeps_its_number(as_user: AsUser) -> None:
    ada = await as_user("ada", admin=True)
    await as_user("ben")
    site = await add_site(ada)
    await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": site.name})
    await ada.post("/admin/users/2/delete", data=MINE | {"confirm": "ben"})
    assert ("ada", "Account deleted", "user 2") in await rows_of(ada)
    assert ("ada", "Site deleted", f"site {site.id}") in await rows_of(ada)


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Website hinzugefügt"), ("en", "Site added")]
)
async def test_it_is_read_in_ones_own_language(as_user: AsUser, language: str, words: str) -> None:
    ada = await as_user("ada", admin=True)
    await add_site(ada)
    assert ("ada", words, "example.com") in await rows_of(ada, language)
