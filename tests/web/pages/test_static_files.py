"""Files go out of memory, or off the disk for whoever changes them."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tracker import resources
from tracker.web.pages.static_files import StaticFiles, content_of


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


async def test_a_stylesheet_comes_whole_with_its_parts_in_order(client: TestClient) -> None:
    folder = resources.static()
    for name, parts in (("style.css", "style"), ("live.css", "live")):
        text = await (await client.get(f"/static/{name}")).text()
        assert "@import" not in text
        written = [each.read_text() for each in (folder / parts).glob("*.css")]
        assert all(each in text for each in written)
        assert len(written) > 5
    text = await (await client.get("/static/style.css")).text()
    assert text.index("--paper") < text.index(".button") < text.index("prefers-reduced-motion")


async def test_a_part_that_changed_counts_as_the_sheets_change(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text('@import "parts/two.css";\n')
    (tmp_path / "parts").mkdir()
    part = tmp_path / "parts/two.css"
    part.write_text("a {}\n")
    before = content_of(tmp_path / "one.css")
    part.write_text("b {}\n")
    os.utime(part, (before.changed + 60, before.changed + 60))
    after = content_of(tmp_path / "one.css")
    assert (after.body, after.changed) == (b"\nb {}\n", before.changed + 60)


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
