"""Back from the provider: logged in, or on to the code that is owed; or told why not."""

from __future__ import annotations

import re

from aiohttp import web

from tracker.domain.provider_claims import Person
from tracker.services.providers.arrivals import Arrived
from tracker.services.providers.begun import Begun
from tracker.services.providers.trouble import ProviderTrouble
from tracker.storage.accounts.users import User
from tracker.storage.sites.invitations import find_invitation
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import SWITCHED_OFF, current_user
from tracker.web.mail.account_notices import tell_owner
from tracker.web.pages.pages import url
from tracker.web.providers.departure import BROWSER
from tracker.web.providers.refusals import in_trouble, not_in, provider_of
from tracker.web.signing_in.second_step import enter

INVITED = re.compile(r"/invitations/([A-Za-z0-9_-]{1,64})(?:/account)?")


async def provider_back(request: web.Request) -> web.Response:
    """Where the provider sends browsers: what was begun here is good once, in that browser, and is
    finished also for one that leaves."""
    return await request.app[keys.FINISHING].whole(_arrive(request))


async def _arrive(request: web.Request) -> web.Response:
    provider, asked = provider_of(request), request.query
    state, browser = asked.get("state", ""), BROWSER.read(request)
    begun = await request.app[keys.BEGUN_SIGN_INS].take(state, browser)
    if begun is None:
        return await not_in(request, "begun")
    try:
        await provider.check_sender(asked.get("iss"))
        if "error" in asked or "code" not in asked:
            return await not_in(request, "denied")
        person = await provider.person(asked["code"], begun)
    except ProviderTrouble as trouble:
        return await in_trouble(request, trouble)
    if begun.linked_to:
        return await _link(request, begun, person)
    return await _log_in(request, begun, person)


async def _log_in(request: web.Request, begun: Begun, person: Person) -> web.Response:
    may_join = await _may_join(request, begun.target)
    arrived = await request.app[keys.ARRIVALS].arrive(person, may_join=may_join)
    if not isinstance(arrived, Arrived):
        return await not_in(request, arrived)
    whose = f"user {arrived.user.id}"
    if arrived.user.disabled_at is not None:
        await audit(request, "log-in to an account that is switched off", whose)
        raise web.HTTPForbidden(text=str(SWITCHED_OFF))
    await audit(request, HOW[arrived.how], whose, actor_id=arrived.user.id)
    if arrived.how == "linked":
        await _tell_of_link(request, arrived.user, person)
    raise await enter(request, arrived.user, begun.target)


async def _tell_of_link(request: web.Request, user: User, person: Person) -> None:
    name = provider_of(request).name
    thing = person.email or person.name or person.subject
    await tell_owner(request, user, "provider linked", thing=thing, provider=name)


HOW = {
    "known": "came from the provider",
    "linked": "provider linked by its address",
    "made": "account made by the provider",
}


async def _may_join(request: web.Request, target: str) -> bool:
    """Where registration is open, to all or to whom the provider lets in; or to the invited."""
    config, now = request.app[keys.CONFIG], request.app[keys.CLOCK]()
    if "open" in {request.app[keys.CHANGING].registration, config.oidc_registration}:
        return True
    invited = INVITED.fullmatch(target)
    if invited is None:
        return False
    return await find_invitation(request.app[keys.KEPT], invited[1], now) is not None


async def _link(request: web.Request, begun: Begun, person: Person) -> web.Response:
    """Only for whoever has asked for it and is still logged in as the same."""
    user = await current_user(request)
    if user is None or user.id != begun.linked_to:
        return await not_in(request, "away")
    if not await request.app[keys.ARRIVALS].link(person, user.id):
        return await not_in(request, "linked", f"user {user.id}")
    await audit(request, "provider linked", f"user {user.id}")
    await _tell_of_link(request, user, person)
    raise web.HTTPSeeOther(url(request, "account"))
