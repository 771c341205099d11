"""What another password does to passkeys: whoever had the old one may have made some."""

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, Stranger
from tests.web.passkeys.holders import add, is_inside, log_in

OTHER = "another-lemon-violet-harbor"


@pytest.mark.parametrize(("choice", "inside"), [("end", False), ("keep", True)])
async def test_they_end_with_the_old_password_where_that_is_chosen(
    ada: TestClient, stranger: Stranger, choice: str, inside: bool
) -> None:
    mine = await add(ada)
    page = await (await ada.get("/account/password")).text()
    assert "Your passkeys: 1" in page
    form = {"current": PASSWORD, "password": OTHER, "tokens": choice}
    assert (await ada.post("/account/password", data=form)).status == 200
    browser = await stranger()
    await log_in(browser, mine)
    assert await is_inside(browser) is inside
