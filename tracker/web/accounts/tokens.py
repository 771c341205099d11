"""One's own tokens for programs: making, listing, revoking."""

from __future__ import annotations

from aiohttp import web

from tracker.services.accounts.personal_tokens import issue_personal_token, revoke_personal_token
from tracker.storage.accounts.personal_tokens import MOST, tokens_of_user
from tracker.storage.accounts.users import User
from tracker.storage.sites.tokens import TooManyTokens
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.personal_tokens import DAYS, SCOPE_NAMES, PersonalTokenForm
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form, typed
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

FULL = _("You have 50 tokens. Revoke one first.")


async def token_list(request: web.Request) -> web.Response:
    """My tokens, what they may and when they were last used."""
    user = await signed_in(request)
    form = PersonalTokenForm(data={"scopes": ["read"], "days": "90"})
    return await _page(request, user, form, await proof_of(request, user))


async def token_add(request: web.Request) -> web.Response:
    """Make a token. Its text is in this answer and nowhere else, so there is no redirect."""
    user, now = await signed_in(request), request.app[keys.CLOCK]()
    form, proof = await read_form(request, PersonalTokenForm), await proof_of(request, user)
    is_good = form.validate() and await _may_be_made(request, user, form)
    if not is_good or not await is_proved(request, proof, user):
        return await _page(request, user, form, proof, status=422)
    try:
        token = await issue_personal_token(
            request.app[keys.KEPT],
            user.id,
            typed(form.name),
            scopes=form.allowed(user.is_admin),
            now=now,
            until=form.until(now),
        )
    except TooManyTokens:  # others were made at the same moment
        form.name.errors = [FULL]
        return await _page(request, user, form, proof, status=422)
    await audit(request, "token made", f"user {user.id}")
    return await _page(request, user, PersonalTokenForm(data={"days": "90"}), proof, fresh=token)


async def _may_be_made(request: web.Request, user: User, form: PersonalTokenForm) -> bool:
    """Whether the user may have this token; says beside the field why not."""
    if len(await tokens_of_user(request.app[keys.KEPT], user.id)) >= MOST:
        form.name.errors = [FULL]
    elif not form.allowed(user.is_admin):
        form.scopes.errors = [_("Choose what it may do.")]
    else:
        return True
    return False


async def token_revoke(request: web.Request) -> web.Response:
    """Have one of mine refused from now on; nothing happens for a number that is not mine."""
    user, token_id = await signed_in(request), int(request.match_info["token_id"])
    db, ends = request.app[keys.KEPT], request.app[keys.TOKEN_ENDS]
    if await revoke_personal_token(db, ends, user.id, token_id):
        await audit(request, "token revoked", f"user {user.id}")
    raise web.HTTPSeeOther(url(request, "personal_tokens"))


async def _page(
    request: web.Request,
    user: User,
    form: PersonalTokenForm,
    proof: Proof,
    status: int = 200,
    *,
    fresh: str = "",
) -> web.Response:
    return await render(
        request,
        "accounts/tokens.html",
        status,
        form=form,
        proof=proof,
        tokens=await tokens_of_user(request.app[keys.KEPT], user.id),
        fresh=fresh,
        scope_names={
            scope: name for scope, name in SCOPE_NAMES.items() if user.is_admin or scope != "admin"
        },
        days=DAYS,
        now=request.app[keys.CLOCK](),
        origin=own_origin(request),
    )
