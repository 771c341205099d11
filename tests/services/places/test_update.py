import asyncio
import base64
import gzip
import hashlib
import os
from datetime import date

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from tests.eventually import eventually
from tests.mmdb_files import FLAT, NESTED, write_mmdb
from tracker.cli import tracker
from tracker.services.places.local import Geolocation
from tracker.services.places.update import UpdateFailed, update_places

TODAY = date(2026, 3, 15)


class Mirror:
    """A download server; `files` are served with ranges, and it cuts the line when told to."""

    def __init__(self):
        self.files = {}
        self.cuts = []  # after how many bytes the next answers break off
        self.headers = {}
        self.asked = []  # (path, Range) of each request
        self.ranges = True

    async def handle(self, request):
        self.asked.append((request.path, request.headers.get("Range")))
        if (content := self.files.get(request.path)) is None:
            raise web.HTTPNotFound
        tag = f'"{hashlib.sha256(content).hexdigest()[:8]}"'
        start = self._start(request, tag)
        if start == len(content):
            headers = {"Content-Range": f"bytes */{start}"}
            raise web.HTTPRequestRangeNotSatisfiable(headers=headers)
        response = web.StreamResponse(
            status=206 if start else 200, headers={"ETag": tag, **self.headers}
        )
        if start:
            response.headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        response.content_length = len(content) - start
        await response.prepare(request)
        end = start + self.cuts.pop(0) if self.cuts else len(content)
        await response.write(content[start:end])
        if end < len(content):
            request.transport.close()
        return response

    def _start(self, request, tag):
        if self.ranges and request.headers.get("If-Range") == tag:
            return request.http_range.start or 0
        return 0


@pytest.fixture
async def mirror():
    mirror = Mirror()
    app = web.Application()
    app.add_routes([web.get("/{path:.*}", mirror.handle)])
    async with TestServer(app) as server:
        mirror.template = f"{server.make_url('/')}city-{{year}}-{{month}}.mmdb.gz"
        yield mirror


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """A city database with enough in it to be cut into pieces."""
    noise = {f"1.{n}.0.0/16": {"city": os.urandom(400).hex()} for n in range(2, 250)}
    path = tmp_path_factory.mktemp("mmdb") / "city.mmdb"
    return write_mmdb(path, {"8.8.8.0/24": FLAT, **noise}).read_bytes()


@pytest.fixture(scope="session")
def packed(city):
    return gzip.compress(city, 1)


def ignore(*_):
    pass


async def updated(mirror, folder, progress=ignore):
    return await update_places(mirror.template, folder, TODAY, progress, pause=0)


def content(folder):
    return (folder / "geo" / "city.mmdb").read_bytes()


def names(folder):
    return sorted(path.name for path in (folder / "geo").iterdir())


async def test_the_months_file_is_fetched_and_unpacked(mirror, tmp_path, city, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    done = await updated(mirror, tmp_path)
    assert content(tmp_path) == city
    assert done.url.endswith("/city-2026-03.mmdb.gz")
    assert names(tmp_path) == ["city.mmdb", "city.url", "lock"]


async def test_a_file_that_is_not_packed_is_taken_too(mirror, tmp_path, city):
    mirror.files["/city-2026-03.mmdb.gz"] = city
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city


async def test_before_the_months_file_is_out_the_one_before_is_taken(mirror, tmp_path, packed):
    mirror.files["/city-2026-02.mmdb.gz"] = packed
    assert (await updated(mirror, tmp_path)).url.endswith("/city-2026-02.mmdb.gz")


async def test_a_file_that_is_here_already_is_not_fetched_again(mirror, tmp_path, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    assert (await updated(mirror, tmp_path)).is_new
    assert not (await updated(mirror, tmp_path)).is_new
    assert len(mirror.asked) == 1


async def test_nothing_there_is_said(mirror, tmp_path):
    with pytest.raises(UpdateFailed, match="has no file of this month"):
        await updated(mirror, tmp_path)


async def test_a_broken_line_is_taken_up_where_it_broke(mirror, tmp_path, city, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    mirror.cuts = [70_000, 30_000]
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city
    starts = [asked for _, asked in mirror.asked]
    assert starts[0] is None
    assert len(starts) == 3
    assert all(start.startswith("bytes=") for start in starts[1:])


async def test_the_next_command_goes_on_where_the_last_gave_up(mirror, tmp_path, city, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    mirror.cuts = [20_000] * 5
    with pytest.raises(UpdateFailed, match="goes on where it stopped"):
        await updated(mirror, tmp_path)
    kept = (tmp_path / "geo" / "city.part").stat().st_size
    assert kept > 0
    await updated(mirror, tmp_path)
    assert mirror.asked[-1][1] == f"bytes={kept}-"
    assert content(tmp_path) == city


async def test_a_file_that_changed_meanwhile_is_fetched_anew(mirror, tmp_path, city, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = gzip.compress(city, 9)
    mirror.cuts = [50_000] + [0] * 4
    with pytest.raises(UpdateFailed):
        await updated(mirror, tmp_path)
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city


async def test_a_server_without_ranges_is_asked_for_all_of_it(mirror, tmp_path, city, packed):
    mirror.ranges = False
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    mirror.cuts = [50_000]
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city


async def test_a_part_that_is_whole_already_is_used(mirror, tmp_path, city, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    mirror.cuts = [50_000] + [0] * 4
    with pytest.raises(UpdateFailed):
        await updated(mirror, tmp_path)
    (tmp_path / "geo" / "city.part").write_bytes(packed)
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city


async def test_the_progress_is_told(mirror, tmp_path, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    mirror.cuts = [70_000]
    told = []
    await updated(mirror, tmp_path, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(packed), len(packed))
    assert {total for _, total in told} == {len(packed)}


@pytest.fixture
def in_use(tmp_path):
    """A database that is there already and must survive whatever arrives."""
    write_mmdb(tmp_path / "geo" / "city.mmdb", {"8.8.8.0/24": NESTED})
    return content(tmp_path)


@pytest.fixture(
    params=["truncated", "flipped", "a page", "packed page", "half a database", "empty"]
)
def damaged(request, packed, city):
    return {
        "truncated": packed[: len(packed) // 2],
        "flipped": packed[:90_000] + b"\xff\x00" * 50 + packed[90_100:],
        "a page": b"<html>Please accept our terms</html>",
        "packed page": gzip.compress(b"<html>Please accept our terms</html>"),
        "half a database": gzip.compress(city[: len(city) // 2]),
        "empty": b"",
    }[request.param]


async def test_wrong_content_leaves_the_old_file_in_use(mirror, tmp_path, in_use, damaged):
    mirror.files["/city-2026-03.mmdb.gz"] = damaged
    with pytest.raises(UpdateFailed, match=r"cannot be used|goes on"):
        await updated(mirror, tmp_path)
    assert content(tmp_path) == in_use


async def test_after_wrong_content_the_right_one_is_taken(mirror, tmp_path, city, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed[:90_000]
    with pytest.raises(UpdateFailed, match="cannot be used"):
        await updated(mirror, tmp_path)
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city


async def test_a_database_that_knows_nobody_is_not_taken(mirror, tmp_path, in_use):
    path = write_mmdb(tmp_path / "odd.mmdb", {"10.0.0.0/8": FLAT})
    mirror.files["/city-2026-03.mmdb.gz"] = path.read_bytes()
    with pytest.raises(UpdateFailed, match="knows none of the addresses"):
        await updated(mirror, tmp_path)
    assert content(tmp_path) == in_use


@pytest.mark.parametrize("name", ["Digest", "Repr-Digest"])
async def test_the_servers_sha_256_is_compared(mirror, tmp_path, in_use, packed, name):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    right = base64.b64encode(hashlib.sha256(packed).digest()).decode()
    wrong = base64.b64encode(hashlib.sha256(b"").digest()).decode()
    marked = "{}" if name == "Digest" else ":{}:"
    mirror.headers = {name: "sha-256=" + marked.format(wrong)}
    with pytest.raises(UpdateFailed, match="SHA-256"):
        await updated(mirror, tmp_path)
    assert content(tmp_path) == in_use
    mirror.headers = {name: "sha-256=" + marked.format(right)}
    assert (await updated(mirror, tmp_path)).is_new


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_the_file_is_not_unpacked_on_the_line(mirror, tmp_path, city, packed, encoding):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    mirror.headers = {"Content-Encoding": encoding}
    await updated(mirror, tmp_path)
    assert content(tmp_path) == city


async def test_a_server_that_is_down_is_named(tmp_path):
    template = "http://127.0.0.1:1/city.mmdb.gz"
    with pytest.raises(UpdateFailed, match=r"127\.0\.0\.1"):
        await update_places(template, tmp_path, TODAY, ignore)


async def test_the_running_server_takes_it_into_use(mirror, tmp_path, in_use, packed):
    mirror.files["/city-2026-03.mmdb.gz"] = packed
    async with Geolocation.open(tmp_path, every=0.01) as geolocation:
        assert geolocation.find("8.8.8.8").city == "Cologne"
        await updated(mirror, tmp_path)
        found = set()

        def look():
            found.add(geolocation.find("8.8.8.8").city)
            return "Los Angeles" in found

        await eventually(look)
        assert found <= {"Cologne", "Los Angeles"}


@pytest.mark.fault
async def test_look_ups_run_while_the_file_is_swapped_again_and_again(tmp_path, built_in_folder):
    one = write_mmdb(tmp_path / "one.mmdb", {"8.8.8.0/24": FLAT}).read_bytes()
    two = write_mmdb(tmp_path / "two.mmdb", {"8.8.8.0/24": NESTED}).read_bytes()
    target = built_in_folder / "geo" / "city.mmdb"
    target.write_bytes(one)
    found = set()
    async with Geolocation.open(built_in_folder, every=0.001) as geolocation:
        for turn in range(50):
            fresh = tmp_path / "fresh.mmdb"
            fresh.write_bytes(two if turn % 2 == 0 else one)
            fresh.replace(target)
            wanted = "Cologne" if turn % 2 == 0 else "Los Angeles"

            def look(wanted=wanted):
                found.add(city := geolocation.find("8.8.8.8").city)
                return city == wanted

            await eventually(look)
    assert found == {"Cologne", "Los Angeles"}


@pytest.fixture
async def built_in_folder(tmp_path):
    async with Geolocation.open(tmp_path / "data"):
        return tmp_path / "data"


def test_the_command_says_what_is_wrong(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GEO_UPDATE_URL", "http://127.0.0.1:1/{year}-{month}.mmdb.gz")
    answer = CliRunner().invoke(tracker, ["geo", "update"])
    assert answer.exit_code == 1
    assert "127.0.0.1" in answer.stderr
    assert "Traceback" not in answer.stderr


async def test_the_command_fetches_and_says_what_it_has(monkeypatch, tmp_path, mirror, packed):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GEO_UPDATE_URL", mirror.template.replace("{year}-{month}", "now"))
    mirror.files["/city-now.mmdb.gz"] = packed
    answer = await asyncio.to_thread(CliRunner().invoke, tracker, ["geo", "update"])
    assert answer.exit_code == 0, answer.output
    (said,) = answer.stdout.splitlines()
    assert "city.mmdb now holds http://127.0.0.1" in said
