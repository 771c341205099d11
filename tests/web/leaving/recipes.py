"""For each route that changes something a request that does change it, ready to be sent."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import date

from tests.passkey_device import Device, text_of
from tests.web.leaving.stage import HOST, Asked, Stage
from tests.world import PASSWORD
from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.message import Facts
from tracker.domain.alerts.target import Target
from tracker.domain.badges.badge import Badge
from tracker.domain.blocks.block import Block
from tracker.domain.passkeys import Place
from tracker.domain.peers.aliases import Alias
from tracker.domain.provider_claims import Person
from tracker.domain.queries.segments import Segment
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.funnels import KeptFunnel
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.shared_links import SharedLink
from tracker.domain.roles import Role
from tracker.services.accounts.pending_accounts import Pending
from tracker.services.erasing.doubts import Due
from tracker.services.mail.server import MailServer
from tracker.services.passkeys.options import to_make, to_show
from tracker.services.passkeys.passkeys import making
from tracker.services.sites.badges import add_badge
from tracker.services.sites.kept_for_reports import (
    add_annotation,
    add_funnel,
    add_goal,
    add_segment,
)
from tracker.services.sites.shared_links import add_shared_link
from tracker.storage.accounts import identities, login_steps, mailed_links
from tracker.storage.accounts.mailed_links import NewLink, Purpose
from tracker.storage.accounts.passkeys import Passkey, insert_passkey
from tracker.storage.accounts.people import set_disabled
from tracker.storage.alerts.deliveries import insert_delivery, note_failed
from tracker.storage.alerts.guests import Guest
from tracker.storage.imports.imports import begin_import
from tracker.storage.sites import invitations
from tracker.web import keys
from tracker.web.passkeys.logging_in import LOG_IN, SECOND_STEP

Recipe = Callable[[Stage], Awaitable[Asked]]
OTHER = "another-lemon-violet-harbor"
NEW = {"password": OTHER}
PLACE = Place(HOST, f"http://{HOST}")
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
GERMANS = '[["is","visit:country",["DE"]]]'
FUNNEL = "step=page:/pricing&step=event:Signup"
ISSUER = "https://login.example.com"
RECIPES: dict[str, Recipe] = {}


def to(path: str) -> Callable[[Recipe], Recipe]:
    """The recipe of the route that is shown so in the route table, without its patterns."""

    def keep(recipe: Recipe) -> Recipe:
        RECIPES[path] = recipe
        return recipe

    return keep


def plain(path: str) -> str:
    """`/login/link/{token:[A-Z]+}` as `/login/link/{token}`."""
    return re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", path)


def simple(path: str, who: str = "ada", **form: str) -> None:
    """A form that ada or bob sends; what stands in braces is looked up on the stage."""

    async def recipe(stage: Stage) -> Asked:
        names = {"site": stage.site, "ada": stage.ada, "bob": stage.bob}
        filled = {name: value.format(**names) for name, value in form.items()}
        where = path.replace("{site_id}", str(stage.site.id)).replace(
            "{user_id}", str(stage.bob.id)
        )
        return Asked(where, filled, stage.ada_in if who == "ada" else stage.bob_in)

    RECIPES[path] = recipe


simple("/logout")
simple(
    "/account/profile", name="{bob.name}x", about="here", language="", time_zone="UTC", theme="dark"
)
simple("/account/order", by="name")
simple("/account/looks", theme="dark", language="de")
simple("/account/tokens", name="mine", scopes="read", days="30")
simple("/account/export")
simple("/account/delete", "bob", confirm="{bob.name}")
simple("/account/password", current=PASSWORD, **NEW)
simple("/account/email", email="new-{ada.name}@example.com", password=PASSWORD)
simple("/account/two-factors", password=PASSWORD)
simple("/account/sessions/revoke")
simple("/account/sessions/end")
simple("/sites/new", name="new{ada.name}.example", time_zone="UTC")
simple("/sites/{site_id}/test-page")
simple("/sites/{site_id}/hosts", host="shop.example.com")
simple(
    "/sites/{site_id}/settings",
    name="other.example",
    time_zone="UTC",
    hosts="a.example",
    keep_address="no",
)
simple("/sites/{site_id}/retention", days="30")
simple("/sites/{site_id}/pin", "bob", pinned="yes")
simple("/sites/{site_id}/delete", confirm="{site.name}")
simple("/sites/{site_id}/reset", confirm="{site.name}")
simple("/sites/{site_id}/tokens", name="one", scopes="read")
simple("/sites/{site_id}/goals", kind="page", of="/thanks")
simple("/sites/{site_id}/segments", "bob", name="Germans", filters=GERMANS)
simple("/sites/{site_id}/shares", name="Board", kind="secret", panels="pages")
simple("/sites/{site_id}/alerts", kind="silence", pause="60")
simple(
    "/sites/{site_id}/targets",
    name="Us",
    shape="json",
    address="https://a.example/",
    password=PASSWORD,
)
simple("/sites/{site_id}/badges", figure="now")
simple("/sites/{site_id}/funnels", name="Sign-ups", steps=FUNNEL)
simple("/sites/{site_id}/annotations", day="2026-11-29", words="Newsletter sent")
simple("/sites/{site_id}/blocks", kind="address", of="203.0.113.7", note="me")
simple("/sites/{site_id}/switching", kind="liwan", name="{site.key}")
simple("/sites/{site_id}/team/invitations", email="eve-{ada.name}@example.com", role="viewer")
simple("/sites/{site_id}/team/members/{user_id}/role", role="editor")
simple("/sites/{site_id}/team/members/{user_id}/remove")
simple("/sites/{site_id}/team/transfer", user="{bob.id}", confirm="{site.name}")
simple("/sites/{site_id}/team/leave", "bob")
simple("/admin/users/{user_id}/off")
simple("/admin/users/{user_id}/admin")
simple("/admin/users/{user_id}/delete", confirm="{bob.name}")


@to("/setup/{token}")
async def setup(stage: Stage) -> Asked:
    async with stage.db.transaction() as tx:
        await tx.execute("delete from site")
        await tx.execute("delete from user")
    stage.app[keys.ACCOUNTS]._inhabited = False
    stage.app[keys.SITES].by_id.clear()
    stage.app[keys.SITES].by_key.clear()
    return Asked(
        f"/setup/{await stage.app[keys.SETUP_LINK].token()}", {"email": "first@example.com", **NEW}
    )


@to("/register")
async def register(stage: Stage) -> Asked:
    return Asked("/register", {"name": f"carol{stage.number}", **NEW})


@to("/register/{token}")
async def confirm_registration(stage: Stage) -> Asked:
    name, browser = f"carol{stage.number}", secrets.token_urlsafe(32)
    pending = Pending(name, f"{name}@example.com", "-", browser)
    token = await stage.app[keys.PENDING_ACCOUNTS].keep(pending)
    return Asked(f"/register/{token}", {}, {stage.app[keys.COOKIE] + "-asked": browser})


@to("/login")
async def log_in(stage: Stage) -> Asked:
    return Asked("/login", {"login": stage.ada.name, "password": PASSWORD}, stage.ada_in)


@to("/api/auth/login")
@to("/v1/auth/login")
@to("/umami2/api/auth/login")
async def log_in_a_program(stage: Stage) -> Asked:
    typed = json.dumps({"username": stage.ada.name, "password": PASSWORD})
    return Asked("/api/auth/login", body=typed.encode())


@to("/login/code")
async def code(stage: Stage) -> Asked:
    phone, token = await stage.two_factors(stage.ada), secrets.token_urlsafe(32)
    async with stage.db.transaction() as tx:
        await login_steps.insert_step(tx, token, stage.ada.id, stage.now, stage.now)
    step = {stage.app[keys.COOKIE] + "-step": token}
    return Asked("/login/code", {"code": stage.code(phone)}, step)


@to("/login/link")
async def ask_for_link(stage: Stage) -> Asked:
    return Asked("/login/link", {"email": stage.ada.email})


@to("/login/reset")
async def ask_for_reset(stage: Stage) -> Asked:
    return Asked("/login/reset", {"email": stage.ada.email})


@to("/login/link/{token}")
async def link(stage: Stage) -> Asked:
    return await _mailed(stage, "login", "/login/link/")


@to("/login/reset/{token}")
async def reset(stage: Stage) -> Asked:
    asked = await _mailed(stage, "reset", "/login/reset/")
    asked.form = dict(NEW)
    return asked


@to("/account/email/{token}")
async def confirm_email(stage: Stage) -> Asked:
    return await _mailed(stage, "email", "/account/email/", f"new{stage.number}@example.com")


async def _mailed(stage: Stage, purpose: Purpose, path: str, to: str = "") -> Asked:
    token, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    new = NewLink(purpose, stage.ada.id, to or stage.ada.email, token, browser)
    async with stage.db.transaction() as tx:
        await mailed_links.insert_link(tx, new, stage.now, stage.now)
    return Asked(path + token, {}, {stage.app[keys.COOKIE] + "-asked": browser})


@to("/account/tokens/{token_id}/revoke")
async def revoke_token(stage: Stage) -> Asked:
    mine = "select id from personal_token where user_id = ?"
    token_id = await stage.id_of(mine, stage.ada.id)
    return Asked(f"/account/tokens/{token_id}/revoke", {}, stage.ada_in)


@to("/sites/{site_id}/imports/{import_id}/undo")
async def undo_import(stage: Stage) -> Asked:
    async with stage.db.transaction() as tx:
        files = ["access.log"]
        brought = await begin_import(
            tx, stage.site.id, "combined", files, f"m{stage.number}", None, stage.now, None
        )
    return Asked(f"/sites/{stage.site.id}/imports/{brought.id}/undo", {}, stage.ada_in)


@to("/account/provider/unlink")
async def unlink_provider(stage: Stage) -> Asked:
    person = Person(f"ada-{stage.number}", stage.ada.email, True, "ada", False)
    async with stage.db.transaction() as tx:
        await identities.link(tx, ISSUER, person, stage.ada.id, stage.now)
    return Asked("/account/provider/unlink", {"password": PASSWORD}, stage.ada_in)


@to("/login/once/{token}")
async def printed_link(stage: Stage) -> Asked:
    return Asked(f"/login/once/{await stage.app[keys.PRINTED_LINKS].issue(stage.ada.id)}", {})


@to("/account/sessions/{session_id}/revoke")
async def revoke_session(stage: Stage) -> Asked:
    await stage.session(stage.ada)
    mine = "select id from login_session where user_id = ? order by id"
    session_id = await stage.id_of(mine, stage.ada.id)
    return Asked(f"/account/sessions/{session_id}/revoke", {}, stage.ada_in)


@to("/account/two-factors/on")
async def factors_on(stage: Stage) -> Asked:
    phone = await stage.phone(stage.ada)
    return Asked("/account/two-factors/on", {"code": stage.code(phone)}, stage.ada_in)


@to("/account/two-factors/off")
async def factors_off(stage: Stage) -> Asked:
    typed = {"code": stage.code(await stage.two_factors(stage.ada)), "password": PASSWORD}
    return Asked("/account/two-factors/off", typed, stage.ada_in)


@to("/account/two-factors/codes")
async def factors_codes(stage: Stage) -> Asked:
    code = stage.code(await stage.two_factors(stage.ada))
    typed = {"shown": code, "mine": PASSWORD}
    return Asked("/account/two-factors/codes", typed, stage.ada_in)


@to("/account/passkeys")
async def passkey_begin(stage: Stage) -> Asked:
    """Nothing is kept but that the code is used up."""
    typed = {"name": "Phone", "code": stage.code(await stage.two_factors(stage.ada))}
    return Asked("/account/passkeys", typed, stage.ada_in)


@to("/account/passkeys/made")
async def passkey_made(stage: Stage) -> Asked:
    handle = secrets.token_bytes(32)
    session = await stage.id_of("select id from login_session where user_id = ?", stage.ada.id)
    challenge = stage.app[keys.CHALLENGES].new(making(handle), f"session {session}")
    options = to_make(PLACE, challenge, stage.ada, handle, ())
    made = Device(PLACE.origin, PLACE.host).make(options)
    typed = {"name": "Phone", "handle": handle.hex(), "credential": made}
    return Asked("/account/passkeys/made", typed, stage.ada_in)


@to("/account/passkeys/{passkey_id}/remove")
async def passkey_remove(stage: Stage) -> Asked:
    await passkey_of(stage)
    number = await stage.id_of("select id from passkey where user_id = ?", stage.ada.id)
    return Asked(f"/account/passkeys/{number}/remove", {}, stage.ada_in)


@to("/login/passkey")
async def login_passkey(stage: Stage) -> Asked:
    device, browser = await passkey_of(stage), secrets.token_urlsafe(32)
    challenge = stage.app[keys.CHALLENGES].new(LOG_IN, browser)
    shown = device.show(to_show(PLACE, challenge))
    cookies = {f"{stage.app[keys.COOKIE]}-passkey": browser}
    return Asked("/login/passkey", {"credential": shown}, cookies)


@to("/login/code/passkey")
async def code_passkey(stage: Stage) -> Asked:
    device, token = await passkey_of(stage), secrets.token_urlsafe(32)
    async with stage.db.transaction() as tx:
        await login_steps.insert_step(tx, token, stage.ada.id, stage.now, stage.now)
    challenge = stage.app[keys.CHALLENGES].new(SECOND_STEP, token)
    shown = device.show(to_show(PLACE, challenge))
    cookies = {f"{stage.app[keys.COOKIE]}-step": token}
    return Asked("/login/code/passkey", {"credential": shown}, cookies)


async def passkey_of(stage: Stage) -> Device:
    """Where ada's is kept."""
    device, handle = Device(PLACE.origin, PLACE.host), secrets.token_bytes(32)
    device.handle = handle
    credential, public_key = text_of(device.id), device.public_key()
    new = Passkey(
        0, stage.ada.id, credential, public_key, handle, PLACE.host, 0, "Phone", stage.now
    )
    async with stage.db.transaction() as tx:
        await insert_passkey(tx, new)
    return device


@to("/sites/{site_id}/tokens/{token_id}/revoke")
async def revoke_site_token(stage: Stage) -> Asked:
    token_id = await stage.id_of("select id from api_token where site_id = ?", stage.site.id)
    return Asked(f"/sites/{stage.site.id}/tokens/{token_id}/revoke", {}, stage.ada_in)


@to("/sites/{site_id}/goals/{goal_id}/change")
async def change_goal(stage: Stage) -> Asked:
    goal = Goal(id=0, site_id=stage.site.id, name="Thanks", kind="page", of="/thanks")
    await add_goal(stage.db, goal, stage.now)
    number = await stage.id_of("select id from goal where site_id = ?", stage.site.id)
    form = {"kind": "event", "of": "Signup", "value": "2.50", "currency": "EUR"}
    return Asked(f"/sites/{stage.site.id}/goals/{number}/change", form, stage.ada_in)


@to("/sites/{site_id}/segments/{segment_id}")
async def remove_segment(stage: Stage) -> Asked:
    where = {"site_id": stage.site.id, "user_id": stage.bob.id}
    await add_segment(stage.db, Segment(id=0, name="mine", filters=GERMANS, **where), stage.now)
    number = await stage.id_of("select id from segment where site_id = ?", stage.site.id)
    return Asked(f"/sites/{stage.site.id}/segments/{number}", {"remove": "y"}, stage.bob_in)


@to("/sites/{site_id}/annotations/{annotation_id}/change")
async def change_annotation(stage: Stage) -> Asked:
    where = {"site_id": stage.site.id, "user_id": stage.ada.id}
    launch = Annotation(id=0, day=date(2026, 11, 29), words="Launch", **where)
    await add_annotation(stage.db, launch, stage.now)
    number = await stage.id_of("select id from annotation where site_id = ?", stage.site.id)
    form = {"day": "2026-11-30", "words": "Launch at last"}
    return Asked(f"/sites/{stage.site.id}/annotations/{number}/change", form, stage.ada_in)


@to("/sites/{site_id}/shares/{link_id}/change")
async def change_shared_link(stage: Stage) -> Asked:
    number = await shared_link(stage)
    form = {"name": "Friends", "kind": "public"}
    return Asked(f"/sites/{stage.site.id}/shares/{number}/change", form, stage.ada_in)


@to("/sites/{site_id}/shares/{link_id}/revoke")
async def revoke_shared_link(stage: Stage) -> Asked:
    number = await shared_link(stage)
    return Asked(f"/sites/{stage.site.id}/shares/{number}/revoke", {}, stage.ada_in)


@to("/sites/{site_id}/funnels/{funnel_id}/change")
async def change_funnel(stage: Stage) -> Asked:
    kept = {"site_id": stage.site.id, "user_id": stage.ada.id, "created_at": stage.now}
    await add_funnel(stage.db, KeptFunnel(id=0, name="Sign-ups", steps=FUNNEL, **kept))
    number = await stage.id_of("select id from funnel where site_id = ?", stage.site.id)
    form = {"name": "Orders", "steps": FUNNEL}
    return Asked(f"/sites/{stage.site.id}/funnels/{number}/change", form, stage.ada_in)


@to("/sites/{site_id}/badges/{badge_id}/remove")
async def take_badge_away(stage: Stage) -> Asked:
    badge = Badge(
        id=0,
        site_id=stage.site.id,
        figure="now",
        page="",
        label="here",
        token=secrets.token_urlsafe(16),
        user_id=stage.ada.id,
        created_at=stage.now,
    )
    number = await add_badge(stage.db, badge)
    return Asked(f"/sites/{stage.site.id}/badges/{number}/remove", {}, stage.ada_in)


async def shared_link(stage: Stage) -> int:
    link = SharedLink(
        id=0,
        site_id=stage.site.id,
        name="Board",
        kind="secret",
        token=secrets.token_urlsafe(32),
        password=None,
        until=None,
        panels=("pages",),
        shows_now=False,
        user_id=stage.ada.id,
        created_at=stage.now,
    )
    return await add_shared_link(stage.db, link)


@to("/sites/{site_id}/alerts/{alert_id}/change")
async def change_alert(stage: Stage) -> Asked:
    form = {"kind": "drop", "pause": "60"}
    return Asked(f"/sites/{stage.site.id}/alerts/{await alert(stage)}/change", form, stage.ada_in)


@to("/sites/{site_id}/alerts/{alert_id}/mine")
async def mine(stage: Stage) -> Asked:
    number = await alert(stage)
    await stage.app[keys.ALERT_CHANGES].read(stage.site.id, number, stage.bob.id, True)
    return Asked(f"/sites/{stage.site.id}/alerts/{number}/mine", {"mine": "no"}, stage.bob_in)


@to("/sites/{site_id}/report-mails")
async def no_reports(stage: Stage) -> Asked:
    await stage.app[keys.REPORT_MAILS].ask(stage.site.id, stage.bob.id, {"week"}, "UTC")
    return Asked(f"/sites/{stage.site.id}/report-mails", {}, stage.bob_in)


@to("/sites/{site_id}/guests")
async def ask_guest(stage: Stage) -> Asked:
    stage.app[keys.MAILER]._server = MailServer("smtp://127.0.0.1:9", "tracker@example.com")
    form = {"email": f"joan{stage.number}@example.com"}
    return Asked(f"/sites/{stage.site.id}/guests", form, stage.ada_in)


@to("/mails/{token}")
async def leave_mails(stage: Stage) -> Asked:
    number = await alert(stage)
    await stage.app[keys.ALERT_CHANGES].read(stage.site.id, number, stage.bob.id, True)
    [row] = await stage.db.read("select token from alert_reader where alert_id = ?", (number,))
    return Asked(f"/mails/{row['token']}")


@to("/sites/{site_id}/guests/{guest_id}/remove")
async def remove_guest(stage: Stage) -> Asked:
    joan = Guest(id=0, site_id=stage.site.id, email="joan@example.com", token="a", language="en")
    await stage.app[keys.ALERT_CHANGES].add_guest(joan)
    number = await stage.id_of("select id from guest where site_id = ?", stage.site.id)
    return Asked(f"/sites/{stage.site.id}/guests/{number}/remove", {}, stage.ada_in)


async def alert(stage: Stage) -> int:
    new = Alert(id=0, site_id=stage.site.id, name="Silence", kind="silence")
    return await stage.app[keys.ALERT_CHANGES].add(new, (), None)


@to("/sites/{site_id}/targets/{target_id}/change")
async def change_target(stage: Stage) -> Asked:
    form = {"name": "Them", "shape": "slack", "address": "https://b.example/"}
    where = f"/sites/{stage.site.id}/targets/{await target(stage)}/change"
    return Asked(where, form | {"password": PASSWORD}, stage.ada_in)


@to("/sites/{site_id}/targets/{target_id}/test")
async def test_target(stage: Stage) -> Asked:
    return Asked(f"/sites/{stage.site.id}/targets/{await target(stage)}/test", {}, stage.ada_in)


@to("/sites/{site_id}/targets/{target_id}/again")
async def try_again(stage: Stage) -> Asked:
    number = await target(stage)
    facts = Facts(kind="test", at=stage.now)
    async with stage.db.transaction() as tx:
        sent = await insert_delivery(tx, stage.site.id, "test", facts, target_id=number)
        await note_failed(tx, sent, "down", None)
    return Asked(f"/sites/{stage.site.id}/targets/{number}/again", {}, stage.ada_in)


async def target(stage: Stage) -> int:
    new = Target(
        id=0, site_id=stage.site.id, name="Us", shape="json", address="http://[::1]:9/", secret="s"
    )
    return await stage.app[keys.ALERT_CHANGES].add_target(new)


@to("/sites/{site_id}/blocks/{block_id}/remove")
async def remove_block(stage: Stage) -> Asked:
    where = {"site_id": stage.site.id, "user_id": stage.ada.id, "created_at": stage.now}
    await stage.app[keys.BLOCKS].add(Block(id=0, kind="country", of="DE", note="", **where))
    number = await stage.id_of("select id from block where site_id = ?", stage.site.id)
    return Asked(f"/sites/{stage.site.id}/blocks/{number}/remove", {}, stage.ada_in)


@to("/sites/{site_id}/switching/{alias_id}/remove")
async def remove_alias(stage: Stage) -> Asked:
    where = {"site_id": stage.site.id, "user_id": stage.ada.id, "created_at": stage.now}
    await stage.app[keys.ALIASES].add(Alias(id=0, kind="matomo", name="2", **where))
    number = await stage.id_of("select id from alias where site_id = ?", stage.site.id)
    return Asked(f"/sites/{stage.site.id}/switching/{number}/remove", {}, stage.ada_in)


@to("/sites/{site_id}/team/invitations/{invitation_id}/revoke")
async def take_invitation_back(stage: Stage) -> Asked:
    await _invited(stage, "editor")
    number = await stage.id_of("select id from invitation where site_id = ?", stage.site.id)
    return Asked(f"/sites/{stage.site.id}/team/invitations/{number}/revoke", {}, stage.ada_in)


@to("/invitations/{token}")
async def accept(stage: Stage) -> Asked:
    token = await _invited(stage, "viewer")
    eve = await stage.session(await stage.user("eve"))
    return Asked(f"/invitations/{token}", {}, eve)


@to("/invitations/{token}/account")
async def invited_account(stage: Stage) -> Asked:
    token = await _invited(stage, "viewer")
    return Asked(
        f"/invitations/{token}/account", {"name": f"eve{stage.number}", "email": "", **NEW}
    )


async def _invited(stage: Stage, role: Role) -> str:
    token, email = secrets.token_urlsafe(32), f"eve{stage.number}@example.com"
    async with stage.db.transaction() as tx:
        await invitations.put_invitation(
            tx, token, site_id=stage.site.id, email=email, role=role,
            inviter=stage.ada.id, now=stage.now,
        )  # fmt: skip
    return token


@to("/admin/users/{user_id}/on")
async def switch_on(stage: Stage) -> Asked:
    async with stage.db.transaction() as tx:
        await set_disabled(tx, stage.bob.id, stage.now)
    return Asked(f"/admin/users/{stage.bob.id}/on", {}, stage.ada_in)


@to("/admin/erasing")
async def allow_erasing(stage: Stage) -> Asked:
    stage.app[keys.PRUNING].waiting = [Due(stage.site, stage.now, 1, "for a test")]
    return Asked("/admin/erasing", {}, stage.ada_in)


@to("/admin/users/{user_id}/ordinary")
async def make_ordinary(stage: Stage) -> Asked:
    async with stage.db.transaction() as tx:
        await tx.execute("update user set is_admin = 1 where id = ?", (stage.bob.id,))
    return Asked(f"/admin/users/{stage.bob.id}/ordinary", {}, stage.ada_in)


@to("/api/sites/{site_id}/events")
async def events(stage: Stage) -> Asked:
    async with stage.db.transaction() as tx:
        await tx.execute("update member set role = 'editor' where user_id = ?", (stage.bob.id,))
    body = json.dumps([{"name": "Signup", "url": "https://example.com/"}] * 2).encode()
    headers = {"Authorization": f"Bearer {stage.bobs_token}"}
    return Asked(f"/api/sites/{stage.site.id}/events", headers=headers, body=body)


@to("/api/sites/{site_id}/annotations")
async def api_annotations(stage: Stage) -> Asked:
    async with stage.db.transaction() as tx:
        await tx.execute("update member set role = 'editor' where user_id = ?", (stage.bob.id,))
    headers = {"Authorization": f"Bearer {stage.bobs_token}"}
    body = json.dumps({"words": "deploy 1.4"}).encode()
    return Asked(f"/api/sites/{stage.site.id}/annotations", headers=headers, body=body)


@to("/visit/{key}")
async def visit(stage: Stage) -> Asked:
    body = json.dumps({"name": "pageview", "url": "https://example.com/"}).encode()
    # With a query it goes past the fast path, to the route.
    return Asked(f"/visit/{stage.site.key}?", headers=FIREFOX, body=body)


@to("/visit/{key}/visited")
async def visited(stage: Stage) -> Asked:
    form = {"event": "Signup", "url": "https://example.com/"}
    return Asked(f"/visit/{stage.site.key}/visited", form, headers=FIREFOX)


PAGE = "https://example.com/"
REPORTED: dict[str, Callable[[str], object]] = {
    "/api/event": lambda key: {"n": "pageview", "u": PAGE, "d": key},
    "/api/send": lambda key: {"type": "event", "payload": {"website": key, "url": PAGE}},
    "/api/batch": lambda key: [{"type": "event", "payload": {"website": key, "url": PAGE}}],
    "/visit/{key}/count?p=/a": lambda _: None,
    "/count?p=/a": lambda _: None,
    "/matomo.php?rec=1&url=https://example.com/&idsite={key}": lambda _: None,
    "/piwik.php?rec=1&url=https://example.com/&idsite={key}": lambda _: None,
    "/visit/{key}/api/v0/count": lambda _: {"hits": [{"path": "/a", "session": "s"}]},
    "/api/v0/count": lambda _: {"hits": [{"path": "/a", "session": "s"}]},
}


def report(address: str) -> None:
    """As another product's tracker sends it, to a site that it calls by its key, or whose name its
    host is."""

    @to(address.partition("?")[0])
    async def recipe(stage: Stage) -> Asked:
        where = {"site_id": stage.site.id, "user_id": stage.bob.id, "created_at": stage.now}
        host = f"{stage.site.key}.example"
        await stage.app[keys.ALIASES].add(Alias(id=0, kind="host", name=host, **where))
        async with stage.db.transaction() as tx:
            await tx.execute("update member set role = 'editor' where user_id = ?", (stage.bob.id,))
        sent = REPORTED[address](stage.site.key)
        headers = {"Host": host, "Authorization": f"Bearer {stage.bobs_token}"}
        headers |= {"Content-Type": "application/json"} if sent else {}
        body = json.dumps(sent).encode() if sent else b""
        path = address.replace("{key}", stage.site.key)
        return Asked(path, headers=FIREFOX | headers, body=body)


for address in REPORTED:
    report(address)
