"""An open live page hears of alerts, whoever else is told."""

from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.alerts.told import add_alert
from tests.web.sites.owners import visit
from tests.web.sites.teams import join
from tracker.storage.sites.sites import Site


async def test_a_page_hears_of_what_is_new_in_its_readers_language(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    eve, page = await as_user("eve"), f"/sites/{site.id}/alerts/new"
    await join(ada, site, "eve")
    await eve.post("/account/looks", data={"language": "de", "theme": "system"})
    await ada.post(f"/sites/{site.id}/goals", data={"kind": "event", "of": "Signup"})
    await add_alert(ada, site, "goal", goal="1")
    begun = await (await eve.get(page)).json()
    assert begun["messages"] == []
    await visit(ada, site, name="Signup")

    async def told() -> list[dict]:
        return (await (await eve.get(f"{page}?after={begun['last']}")).json())["messages"]

    [message] = await eventually(told)
    assert message["title"] == "example.com: Signup wurde erreicht"
    heard = await (await eve.get(f"{page}?after={message['id']}")).json()
    assert (heard["messages"], str(heard["last"])) == ([], message["id"])
    assert (await (await eve.get(f"{page}?after=nothing")).json())["messages"] == []
