"""Files go out of memory, or off the disk for whoever changes them."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tracker.web.static_files import StaticFiles


@contextmanager
def no_file_to_open() -> Iterator[None]:
    """For this process; what is open stays so."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1, before[1]))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            Path(__file__).read_bytes()
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize(
    "path",
    ["/static/style.css", "/static/map/world.svg", "/beacon.js", "/.well-known/security-policy"],
)
async def test_a_file_goes_out_where_none_can_be_opened(client: TestClient, path: str) -> None:
    await (await client.get(path)).read()  # its connection is kept
    with no_file_to_open():
        answer = await client.get(path)
        assert (answer.status, bool(await answer.read())) == (200, True)


@pytest.mark.parametrize(("anew", "seen"), [(False, "before"), (True, "after")])
async def test_a_change_is_seen_by_whoever_works_on_the_files(
    tmp_path: Path, aiohttp_client, anew: bool, seen: str
) -> None:
    (tmp_path / "page.js").write_text("before" * 100)
    files = StaticFiles(tmp_path, anew=anew)
    files.compress()

    async def answer(request: web.Request) -> web.Response:
        return files.answer(request, "page.js")

    app = web.Application()
    app.router.add_get("/", answer)
    client = await aiohttp_client(app)
    (tmp_path / "page.js").write_text("after" * 100)
    assert await (await client.get("/")).text() == seen * 100
