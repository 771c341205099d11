import asyncio
import logging
import shutil

import pytest

from tests.eventually import eventually
from tests.mmdb_files import FLAT, NESTED, write_mmdb
from tracker.domain.places import LOCAL_NETWORK, NOWHERE, THIS_MACHINE, Place
from tracker.services.places.built_in import BUILT_IN
from tracker.services.places.database import DB_IP, MAXMIND
from tracker.services.places.local import Geolocation

LOS_ANGELES = Place("US", "California", "Los Angeles", "90001", 34.05, -118.25)
COLOGNE = Place("DE", "North Rhine-Westphalia", "Cologne", "50667", 50.93, 6.95)
SOON = 0.01


@pytest.fixture(scope="session")
def built_in(tmp_path_factory):
    """A data folder in which the built-in database has been unpacked already."""
    return tmp_path_factory.mktemp("geo-data")


async def test_countries_are_known_offline_at_once(tmp_path):
    async with Geolocation.open(tmp_path / "data") as geolocation:
        assert geolocation.find("8.8.8.8") == Place("US")
        assert geolocation.find("2a00:1450:4001::1").country != ""
        assert geolocation.attribution == (DB_IP,)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1", THIS_MACHINE),
        ("::1", THIS_MACHINE),
        ("10.0.0.1", LOCAL_NETWORK),
        ("192.168.1.1", LOCAL_NETWORK),
        ("192.0.2.1", NOWHERE),
        ("", NOWHERE),
        ("junk", NOWHERE),
        ("1.2.3.4\x00", NOWHERE),
    ],
)
async def test_addresses_on_no_map_are_at_home_or_nowhere(built_in, address, place):
    async with Geolocation.open(built_in) as geolocation:
        assert geolocation.find(address) == place


async def test_a_mapped_address_is_found_as_what_it_is(built_in):
    async with Geolocation.open(built_in) as geolocation:
        assert geolocation.find("::ffff:8.8.8.8") == Place("US")


async def test_a_second_start_does_not_unpack_again(tmp_path):
    unpacked = tmp_path / "geo" / f"{BUILT_IN}.mmdb"
    async with Geolocation.open(tmp_path):
        before = unpacked.stat()
    async with Geolocation.open(tmp_path):
        assert unpacked.stat() == before


async def test_a_damaged_unpacked_file_is_unpacked_again(tmp_path):
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / f"{BUILT_IN}.mmdb").write_bytes(b"half a file")
    async with Geolocation.open(tmp_path) as geolocation:
        assert geolocation.find("8.8.8.8") == Place("US")


async def test_what_finds_no_room_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(_packed, file):
        file.write(b"half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", fail)
    async with Geolocation.open(tmp_path) as geolocation:
        assert geolocation.find("8.8.8.8") == NOWHERE
    assert list((tmp_path / "geo").iterdir()) == []


@pytest.mark.parametrize(("record", "place"), [(FLAT, LOS_ANGELES), (NESTED, COLOGNE)])
async def test_an_operators_file_of_either_shape_is_read(built_in, tmp_path, record, place):
    path = write_mmdb(tmp_path / "city.mmdb", {"1.2.3.0/24": record, "2001:db8::/32": record})
    async with Geolocation.open(built_in, [path]) as geolocation:
        assert geolocation.find("1.2.3.4") == place
        assert geolocation.find("2001:db8::1") == place


async def test_two_files_divide_the_addresses_between_them(built_in, tmp_path):
    paths = [
        write_mmdb(tmp_path / "v4.mmdb", {"1.2.3.0/24": FLAT}, version=4),
        write_mmdb(tmp_path / "v6.mmdb", {"2001:db8::/32": NESTED}),
    ]
    async with Geolocation.open(built_in, paths) as geolocation:
        assert geolocation.find("1.2.3.4") == LOS_ANGELES
        assert geolocation.find("2001:db8::1") == COLOGNE


async def test_what_a_file_does_not_know_the_built_in_one_may(built_in, tmp_path):
    path = write_mmdb(tmp_path / "city.mmdb", {"1.2.3.0/24": FLAT})
    async with Geolocation.open(built_in, [path]) as geolocation:
        assert geolocation.find("8.8.8.8") == Place("US")


async def test_the_downloaded_file_is_used_when_it_appears(built_in, tmp_path):
    async with Geolocation.open(tmp_path, every=SOON) as geolocation:
        fresh = write_mmdb(tmp_path / "fresh.mmdb", {"1.2.3.0/24": FLAT}, "DBIP-City-Lite")
        fresh.replace(tmp_path / "geo" / "city.mmdb")
        await eventually(lambda: geolocation.find("1.2.3.4") == LOS_ANGELES)


async def test_a_replaced_file_is_opened_anew(built_in, tmp_path):
    path = write_mmdb(tmp_path / "city.mmdb", {"1.2.3.0/24": FLAT})
    async with Geolocation.open(built_in, [path], every=SOON) as geolocation:
        assert geolocation.find("1.2.3.4") == LOS_ANGELES
        write_mmdb(tmp_path / "new.mmdb", {"1.2.3.0/24": NESTED}).replace(path)
        await eventually(lambda: geolocation.find("1.2.3.4") == COLOGNE)


@pytest.mark.parametrize("damage", [b"", b"no database at all", None])
async def test_a_damaged_file_leaves_the_old_content_in_use(built_in, tmp_path, caplog, damage):
    path = write_mmdb(tmp_path / "city.mmdb", {"1.2.3.0/24": FLAT})
    whole = path.read_bytes()
    async with Geolocation.open(built_in, [path], every=SOON) as geolocation:
        path.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
        await eventually(lambda: "the old content stays" in caplog.text)
        assert geolocation.find("1.2.3.4") == LOS_ANGELES
        path.write_bytes(whole)
        await eventually(lambda: geolocation.find("1.2.3.4") == LOS_ANGELES)


async def test_a_file_that_is_gone_leaves_its_content_in_use(built_in, tmp_path, caplog):
    path = write_mmdb(tmp_path / "city.mmdb", {"1.2.3.0/24": FLAT})
    async with Geolocation.open(built_in, [path], every=SOON) as geolocation:
        path.unlink()
        await eventually(lambda: "is gone" in caplog.text)
        assert geolocation.find("1.2.3.4") == LOS_ANGELES


@pytest.mark.fault
async def test_a_file_overwritten_in_place_does_not_kill_the_server(built_in, tmp_path):
    records = {f"1.{high}.{low}.0/24": FLAT for high in range(20) for low in range(256)}
    path = write_mmdb(tmp_path / "city.mmdb", records)
    async with Geolocation.open(built_in, [path], every=SOON) as geolocation:
        path.write_bytes(b"")
        found = {geolocation.find(f"1.{high}.{low}.9") for high in range(20) for low in range(256)}
        assert found == {LOS_ANGELES}


async def test_a_file_damaged_from_the_start_is_named_in_the_log(built_in, tmp_path, caplog):
    path = tmp_path / "city.mmdb"
    path.write_bytes(b"no database")
    async with Geolocation.open(built_in, [path]) as geolocation:
        assert geolocation.find("8.8.8.8") == Place("US")
    assert f"{path} is no usable MMDB file" in caplog.text


@pytest.mark.fault
async def test_damage_inside_a_file_is_survived_and_named_once(built_in, tmp_path, caplog):
    records = {f"1.2.{low}.0/24": {**FLAT, "city": f"City {low}"} for low in range(256)}
    whole = bytearray(write_mmdb(tmp_path / "city.mmdb", records).read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 4096] = b"\xff" * 4096
    path = tmp_path / "damaged.mmdb"
    path.write_bytes(whole)
    async with Geolocation.open(built_in, [path]) as geolocation:
        for low in range(256):
            geolocation.find(f"1.2.{low}.1")
    assert caplog.text.count("is damaged") <= 1


async def test_records_that_are_no_mappings_are_nowhere(tmp_path, built_in):
    path = write_mmdb(tmp_path / "odd.mmdb", {"192.0.2.0/25": "text", "192.0.2.128/25": [1]})
    async with Geolocation.open(built_in, [path]) as geolocation:
        assert geolocation.find("192.0.2.1") == geolocation.find("192.0.2.200") == NOWHERE


@pytest.mark.parametrize(
    ("kind", "credits"),
    [
        ("DBIP-City-Lite", (DB_IP,)),
        ("GeoLite2-City", (MAXMIND, DB_IP)),
        ("My own", (DB_IP,)),
    ],
)
async def test_everyone_whose_data_may_be_shown_is_credited(built_in, tmp_path, kind, credits):
    path = write_mmdb(tmp_path / "any.mmdb", {"1.2.3.0/24": FLAT}, kind)
    async with Geolocation.open(built_in, [path]) as geolocation:
        assert geolocation.attribution == credits


async def test_nothing_is_left_beside_the_databases(built_in, tmp_path):
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "open-killed.mmdb").write_bytes(b"")
    path = write_mmdb(tmp_path / "any.mmdb", {"1.2.3.0/24": FLAT})
    async with Geolocation.open(tmp_path, [path]):
        assert [file.name for file in (tmp_path / "geo").iterdir()] == [f"{BUILT_IN}.mmdb"]


async def test_unpacking_does_not_hold_the_loop_up(tmp_path):
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    async with Geolocation.open(tmp_path):
        ticking.cancel()
    assert ticks >= 3


async def test_no_address_is_logged(built_in, caplog):
    with caplog.at_level(logging.DEBUG):
        async with Geolocation.open(built_in) as geolocation:
            geolocation.find("8.8.8.8")
    assert "8.8.8.8" not in caplog.text
