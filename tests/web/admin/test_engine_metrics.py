"""What Prometheus reads of the engines that several processes share."""

from tests.services.engines.standings import AT, WELL, with_shard
from tracker.services.engines.looked import Looked
from tracker.storage.processes.standing import StreamStanding
from tracker.web.admin.engine_metrics import engine_figures


def figures(looked: Looked) -> dict[str, float]:
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for metric in engine_figures(looked)
        for sample in metric.samples
    }


def test_each_engine_and_each_stream_has_its_figures() -> None:
    behind = WELL._replace(queue=with_shard(waits=4, since=AT - 2_500))
    behind = behind._replace(events=behind.events._replace(marks={}, ahead=-300))
    found = figures(behind)
    for name in ("nats", "clickhouse", "postgresql"):
        assert found[f"tracker_engine_up {name}"] == 1
    assert found["tracker_clock_differs_seconds ClickHouse"] == -0.3
    assert found["tracker_stream_bytes LOG_0"] == 1000
    assert found["tracker_stream_servers_away IN_0"] == 0
    assert found["tracker_inbox_waiting 0"] == 4
    assert found["tracker_unfiled_messages 0"] == 10
    assert found["tracker_unfiled_seconds 0"] == 2.5
    assert found["tracker_events_disk_free_ratio"] == 0.5
    assert found["tracker_connections_taken_ratio"] == 0.05


def test_what_is_not_known_has_no_figure() -> None:
    unled = with_shard(log=StreamStanding("LOG_0", "no answer"))
    away = {"clickhouse": "refused"}
    found = figures(WELL._replace(queue=unled, events=None, accounts=None, away=away))
    assert found["tracker_engine_up clickhouse"] == 0
    assert found["tracker_stream_led LOG_0"] == 0
    assert "tracker_engine_up postgresql" not in found
    assert "tracker_stream_bytes LOG_0" not in found
    assert "tracker_inbox_waiting 0" not in found
