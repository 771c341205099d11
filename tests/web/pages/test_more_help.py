"""Each page leads to the document that says more about it."""

import re

import pytest

from tests.conftest import AsUser
from tests.world import World
from tracker.web.help.documents import document
from tracker.web.pages.more_help import TOPICS, Topic

LED = re.compile(r'<p class="more-help">Help: <a href="([^"]+)">')


@pytest.mark.parametrize("topic", sorted(set(TOPICS.values())))
def test_what_pages_lead_to_is_there(topic: Topic) -> None:
    anchors = {heading.anchor for heading in document(topic.document).headings}
    assert topic.anchor in {"", *anchors}


@pytest.mark.parametrize(
    ("path", "led"),
    {
        "/": "reports#what-the-words-mean",
        "/account/profile": "getting-back-in#what-asks-once-more-who-you-are",
        "/account/two-factors": "getting-back-in#two-step-log-in",
        "/admin": "operations",
        "/admin/users": "commands#people-and-sites",
        "/sites/{site}/live": "reports#what-the-words-mean",
        "/sites/{site}/reports/pages": "reports#what-the-words-mean",
        "/sites/{site}/goals": "reports#goals-segments-annotations",
        "/sites/{site}/imports": "importing",
        "/sites/{site}/setup": "beacon#the-scripts-attributes",
        "/sites/{site}/tokens": "api",
    }.items(),
)
async def test_a_page_leads_to_its_own_document_once(
    world: World, as_user: AsUser, path: str, led: str
) -> None:
    ada = await as_user(world.ada)
    page = await (await ada.get(path.format(site=world.shop.id))).text()
    assert LED.findall(page) == [f"/help/{led}"]


async def test_help_leads_to_no_other_help(as_user: AsUser) -> None:
    ada = await as_user()
    for path in ("/help/reports", "/nowhere"):
        assert LED.findall(await (await ada.get(path)).text()) == []


async def test_settings_name_the_pages_beside_them_and_the_one_that_is_open(
    world: World, as_user: AsUser
) -> None:
    ada = await as_user(world.ada)
    beside = re.compile(r'<a href="[^"]+"( aria-current="page")?>([^<]+)</a>')
    for path, name in (("settings", "General"), ("goals", "Goals"), ("tokens", "API tokens")):
        page = await (await ada.get(f"/sites/{world.shop.id}/{path}")).text()
        sides = page[page.index('class="sides"') : page.index("</nav>", page.index("sides"))]
        assert [text for here, text in beside.findall(sides) if here] == [name]
