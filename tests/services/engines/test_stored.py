"""What administrators are told of the engines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.services.engines.standings import AT, QUEUE, with_shard
from tests.services.engines.test_watch import Played
from tracker.config import Config
from tracker.domain.shard_cursors import cursor_in
from tracker.services.engines.stored import SharedEngines
from tracker.services.engines.watch import EngineWatch
from tracker.services.upkeep.stored import Stored
from tracker.storage.processes.standing import StreamStanding


async def said(config: Config, played: Played) -> Stored:
    return await SharedEngines(config, EngineWatch(played.engines(), lambda: AT)).stored()


async def test_each_is_asked_and_what_waits_is_counted(tmp_path: Path, config: Config) -> None:
    (tmp_path / "access.log").write_bytes(b"12345")
    played = Played(queue=with_shard(waits=3))
    played.stands["events"] = played.stands["events"]._replace(marks={0: cursor_in(8, 1)})
    found = await said(replace(config, log_dir=tmp_path), played)
    assert found.growth == {"logs": 5}
    assert [(each["name"], each["level"]) for each in found.others["engines"]] == [
        ("NATS", "ok"),
        ("ClickHouse", "ok"),
        ("PostgreSQL", "ok"),
        ("clock", "ok"),
    ]
    assert found.others["shards"] == [{"shard": 0, "waiting": 3, "unfiled": 2}]


async def test_who_is_away_keeps_nobody_from_the_others_words(config: Config) -> None:
    found = await said(config, Played(queue=QUEUE, events=None))
    away, *others = found.others["engines"]
    assert (away["name"], away["level"]) == ("ClickHouse", "bad")
    assert "does not answer" in away["found"]
    assert [each["name"] for each in others] == ["NATS", "PostgreSQL", "clock"]
    assert found.others["shards"] == [{"shard": 0, "waiting": 0, "unfiled": None}]
    unled = with_shard(log=StreamStanding("LOG_0", "no answer"))
    shards = (await said(config, Played(queue=unled))).others["shards"]
    assert shards == [{"shard": 0, "waiting": None, "unfiled": None}]
    assert (await said(config, Played(queue=None))).others["shards"] == []
