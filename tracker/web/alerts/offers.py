"""What an alert of a site can be about, and whom whoever makes it may choose."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.target import Target
from tracker.domain.reports.goals import Goal
from tracker.domain.roles import may
from tracker.services.alerts.changes import Others
from tracker.storage.alerts.guests import Guest, guests_of
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.targets import targets_of
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.members import Member, members_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.alerts.forms import AlertForm

MOST_OFFERED = 20  # members in the form; the others choose for themselves in the list


class Offer(NamedTuple):
    """What an alert of the site can be about, and whom it can be told to."""

    goals: tuple[Goal, ...]
    members: list[Member]
    targets: list[Target]
    guests: list[Guest]


async def offer_of(request: web.Request, site: Site) -> Offer:
    """All that there is to choose from."""
    db = request.app[keys.KEPT]
    return Offer(
        await goals_of(db, site.id),
        await members_of(db, site.id),
        await targets_of(db, site.id),
        await guests_of(db, site.id),
    )


def told_in(request: web.Request, form: AlertForm, offer: Offer) -> tuple[set[int], Others | None]:
    """The members and the targets; None: whoever sends it may not choose these."""
    readers = form.chosen("readers", [each.user_id for each in offer.members[:MOST_OFFERED]])
    if not may(request[keys.ROLE], "owner"):
        return readers, None
    targets = form.chosen("targets", [each.id for each in offer.targets])
    return readers, Others(targets, form.chosen("guests", [each.id for each in offer.guests]))


async def not_offered(request: web.Request, alert: Alert, offer: Offer) -> set[int]:
    """Who gets it already and could not be ticked."""
    readers = await readers_of(request.app[keys.KEPT], alert.site_id)
    offered = {each.user_id for each in offer.members[:MOST_OFFERED]}
    return readers.get(alert.id, set()) - offered
