"""The reports' file is made anew beside the serving: what was erased is in none of its bytes."""

from collections.abc import Callable

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import PATIENCE, eventually
from tests.services.reports.test_followed_reports import ask, counted
from tests.web.sites.owners import MINE, add_site, visit
from tracker.services.reports import followed_reports, keeping_up, open_file, renewal
from tracker.services.reports.verifying import BESIDE
from tracker.storage.reports.duck import EngineError, run
from tracker.storage.sites.sites import Site
from tracker.web import keys

SECRET, KEPT = "what-nobody-is-to-find", "what-stays-as-it-is"


@pytest.fixture
async def ada(as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Every file is a large one."""
    monkeypatch.setattr(followed_reports, "SMALL", 0)
    monkeypatch.setattr(keeping_up, "EVERY", 0.05)
    monkeypatch.setattr(open_file, "OPENS_WITHIN", PATIENCE)
    return await as_user("ada")


@pytest.fixture
async def shop(ada: TestClient) -> Site:
    """A site, and beside it one with a secret; both are in the blocks of the reports' file, and no
    compression hides them."""
    shop, other = await add_site(ada, "shop.example"), await add_site(ada, "other.example")
    reports = ada.app[keys.FOLLOWED_REPORTS]
    await reports.in_turn(lambda file: run(file.duck, "pragma force_compression = 'uncompressed'"))
    for number in range(3):
        told = f"{SECRET}-{number}"
        tags = f"?utm_campaign={told}"
        assert (await visit(ada, other, f"/{told}{tags}", properties={"plan": told})).status == 204
        await visit(ada, shop, f"/{KEPT}-{number}", title=KEPT, id=str(number))
    assert counted(await ask(ada, shop)) == (3, 1)
    await reports.in_turn(lambda file: run(file.duck, "checkpoint"))
    assert said_in_its_file(ada) == (True, True)
    return shop


def said_in_its_file(browser: TestClient) -> tuple[bool, bool]:
    """What is to stay, and the secret."""
    path = browser.app[keys.FOLLOWED_REPORTS]._opened.path
    log = path.with_name(f"{path.name}.wal")
    said = path.read_bytes() + (log.read_bytes() if log.exists() else b"")
    return KEPT.encode() in said, SECRET.encode() in said


async def delete_other(browser: TestClient) -> None:
    [other] = [each for each in browser.app[keys.SITES].by_id.values() if "other" in each.name]
    typed = MINE | {"confirm": other.name}
    assert (await browser.post(f"/sites/{other.id}/delete", data=typed)).status == 200


async def test_what_was_erased_is_in_no_block_of_a_large_file_and_it_serves_on(
    ada: TestClient, shop: Site
) -> None:
    await delete_other(ada)

    async def gone() -> bool:
        assert counted(await ask(ada, shop)) == (3, 1)
        return not said_in_its_file(ada)[1]

    await eventually(gone)
    await visit(ada, shop, "/later", id="later")
    assert counted(await ask(ada, shop)) == (4, 1)
    folder = ada.app[keys.FOLLOWED_REPORTS]._opened.path.parent
    await eventually(lambda: not list(folder.glob(f"{BESIDE}*")))


async def test_what_a_stop_has_left_undone_is_noticed_when_the_file_is_opened(
    ada: TestClient, shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ada.app
    app[keys.SWEEP].swept = lambda: None
    await delete_other(ada)
    await eventually(is_swept(ada))
    assert said_in_its_file(ada)[1]
    app[keys.FOLLOWED_REPORTS]._opened.failed.set()  # it is opened again
    await eventually(lambda: not said_in_its_file(ada)[1])


def is_swept(browser: TestClient) -> Callable[[], object]:
    async def swept() -> bool:
        return not await browser.app[keys.DATABASE].read("select 1 from erasure")

    return swept


@pytest.mark.parametrize("hindrance", ["no room", "an error"])
async def test_where_it_cannot_the_old_one_serves_on_and_it_is_tried_again(
    ada: TestClient, shop: Site, monkeypatch: pytest.MonkeyPatch, hindrance: str
) -> None:
    monkeypatch.setattr(renewal, "AGAIN", 0.05)
    made = ada.app[keys.FOLLOWED_REPORTS]._renewal
    tried = []

    def fails(*_: object) -> bool:
        tried.append(1)
        if hindrance == "no room":
            return True
        raise EngineError("no")

    with monkeypatch.context() as broken:
        if hindrance == "no room":
            broken.setattr(made, "_hindered", fails)
        else:
            broken.setattr(renewal, "opened", fails)
        await delete_other(ada)
        await eventually(lambda: len(tried) > 1)
        assert counted(await ask(ada, shop)) == (3, 1)
        assert said_in_its_file(ada) == (True, True)
    await eventually(lambda: not said_in_its_file(ada)[1])
