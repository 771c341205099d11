"""A few people and their sites."""

from typing import NamedTuple

from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.accounts.users import NewUser, User, insert_first_user, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.sites import Site

PASSWORD = "quartz-lemon-violet-harbor"


class World(NamedTuple):
    """Ada is the admin and has a shop and a blog, Grace has a newspaper, Bob has nothing."""

    ada: User
    grace: User
    bob: User
    shop: Site
    blog: Site
    news: Site


async def people_world(db: Accounts, sites: SiteDirectory, now: int, password: str = "-") -> World:
    """They move in; `password` is what is kept of everybody's."""
    async with db.transaction() as tx:
        ada = await insert_first_user(tx, NewUser("ada", "ada@example.com", password), now)
        grace = await insert_user(tx, NewUser("grace", "grace@example.com", password), now)
        bob = await insert_user(tx, NewUser("bob", "bob@example.com", password), now)
    assert ada, "somebody lived here already"
    shop = await sites.add(ada.id, "shop.example", "Europe/Berlin", now)
    blog = await sites.add(ada.id, "blog.example", "UTC", now)
    news = await sites.add(grace.id, "news.example", "America/New_York", now)
    return World(ada, grace, bob, shop, blog, news)
