"""Asking once more who somebody is, before something that a stolen session must not do: making
tokens, taking data away, deleting, handing over, an admin's acts on accounts."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.names import key_of
from tracker.services.accounts import two_factors
from tracker.storage.accounts.users import User
from tracker.web import keys
from tracker.web.asking.base_path import full_path
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.proofs import Proof
from tracker.web.pages.pages import render
from tracker.web.signing_in.typed_secrets import are_right, prove_elsewhere
from tracker.web.words.i18n import _


async def proof_of(request: web.Request, user: User, *, is_sent: bool = True) -> Proof:
    """The fields, as sent or still empty; without the code for who has one factor only."""
    is_sent = is_sent and request.method == "POST"
    form = Proof(await fields_of(request) if is_sent else None)
    if not await two_factors.is_on(request.app[keys.KEPT], user.id):
        del form["code"]
    await prove_elsewhere(request, form, form.password, user)
    return form


async def ask_again(request: web.Request, title: str, what: str, back: str) -> web.Response | None:
    """The page that asks who one is, and sends what was chosen again; None once that is proved. For
    forms that only now and then do something of that weight."""
    user, fields = await signed_in(request), await fields_of(request)
    proof = await proof_of(request, user, is_sent="password" in fields)
    if "password" in fields and await is_proved(request, proof, user):
        return None
    chosen = {name: value for name, value in fields.items() if name not in {"password", "code"}}
    action = full_path(request.app, request.path)
    context = {"title": title, "what": what, "back": back, "proof": proof, "chosen": chosen}
    return await render(request, "accounts/ask_again.html", 422, action=action, **context)


def mistyped(user: User, typed: str) -> str:
    """What to say to somebody who has not typed the name of the account that is to go; or ""."""
    if key_of(typed) == key_of(user.name):
        return ""
    return _("Type %(name)s exactly to delete the account.") % {"name": user.name}


async def is_proved(request: web.Request, proof: Proof, user: User) -> bool:
    """Whether all is right; a right code is used up. To be asked last, when nothing else is wrong;
    beside the fields it says what is."""
    return proof.validate() and await are_right(request, user, proof.password, proof.code)
