"""What several processes that are one server learn of each other's changes, as a part of the
application: what the one knows by heart, all do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web

from tracker.recording import forget
from tracker.services.following.ends import FollowedEnds
from tracker.services.following.follower import Follower, Learn, LearnAll
from tracker.services.following.nudges import Nudges
from tracker.services.together.maintenance import SharedMaintenance
from tracker.storage.file.transactions import Accounts
from tracker.storage.processes.bus import Bus
from tracker.storage.processes.settings_feed import SettingsFeed
from tracker.web import keys


@asynccontextmanager
async def following(
    app: web.Application, accounts: Accounts, feed: SettingsFeed, bus: Bus
) -> AsyncIterator[None]:
    """For as long as the server runs; to be entered behind all whose memory it keeps true, and
    before anybody is let in. deploy/cluster.md lists what is known by heart, and how."""
    ends = FollowedEnds(accounts, app[keys.SESSION_ENDS], app[keys.TOKEN_ENDS], app[keys.LINK_ENDS])
    nudges = Nudges(feed, bus)
    everything = all_of_it(app, ends)
    follower = Follower(feed, learners_of(app, ends), everything, nudges.reached)
    async with nudges.hearing(), follower.following():
        yield


def learners_of(app: web.Application, ends: FollowedEnds) -> Mapping[str, Sequence[Learn]]:
    """Who knows of a kind of change, as far as this process has them: a table's name, as the
    schema's triggers tell it."""
    goals = [app[keys.GOALS].changed] if keys.GOALS in app else []
    alerts = [app[keys.ALERTS].reload] if keys.ALERTS in app else []
    accounts = [partial(look_for_accounts, app)] if keys.ACCOUNTS in app else []
    return {
        "site": [partial(learn_site, app)],
        "block": [app[keys.BLOCKS].learn],
        "alias": [app[keys.ALIASES].learn],
        "goal": [*goals, *alerts],
        "alert": alerts,
        "badge": forgetting_badges(app),
        "member": [app[keys.TEAMS].learn] if keys.TEAMS in app else [],
        "user": [ends.user, *accounts],
        "login_session": [ends.session],
        "api_token": [ends.site_token],
        "personal_token": [ends.personal_token],
        "share": [ends.link],
        "remembered": learning_pauses(app),
    }


def all_of_it(app: web.Application, ends: FollowedEnds) -> Sequence[LearnAll]:
    """Who has to know everything anew where it is not known what has changed."""
    return (
        partial(learn_sites, app),
        app[keys.BLOCKS].learn_all,
        app[keys.ALIASES].learn_all,
        *([app[keys.GOALS].learn_all] if keys.GOALS in app else []),
        *([app[keys.ALERTS].learn_all] if keys.ALERTS in app else []),
        *forgetting_badges(app),
        *([app[keys.TEAMS].learn_all] if keys.TEAMS in app else []),
        *([partial(look_for_accounts, app)] if keys.ACCOUNTS in app else []),
        ends.all,
        *learning_pauses(app),
    )


def forgetting_badges(app: web.Application) -> Sequence[Learn]:
    """Whether they still are badges is asked when somebody looks."""
    return [partial(forget_badges, app)] if keys.BADGE_NUMBERS in app else []


def learning_pauses(app: web.Application) -> Sequence[Learn]:
    """Who knows whether the pages are closed."""
    maintenance = app[keys.MAINTENANCE]
    return [maintenance.learn] if isinstance(maintenance, SharedMaintenance) else []


async def learn_site(app: web.Application, site_id: int) -> None:
    """It is as others have made it, or gone."""
    if not await app[keys.SITES].learn(site_id):
        forget(app, site_id)


async def learn_sites(app: web.Application) -> None:
    """All of them."""
    for site_id in await app[keys.SITES].learn_all():
        forget(app, site_id)


async def forget_badges(app: web.Application, _badge_id: int = 0) -> None:
    """One of them may be gone."""
    app[keys.BADGE_NUMBERS].forget_all()


async def look_for_accounts(app: web.Application, _user_id: int = 0) -> None:
    """The last account may be gone."""
    app[keys.ACCOUNTS].look_again()
