"""The connection: who is let in, what is told to nobody, and that it comes back."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nats.errors
import pytest

from tests.certificates import certificate
from tests.engines.nats_server import NatsServers, free_ports, nats_servers, needs_nats
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tracker.storage.nats.connection import NotReached, SteadyClient, connected

pytestmark = needs_nats

USERS = 'authorization {{ users: [{{user: "ada", password: "{password}"}}] }}\n'
SECRET, OTHER = "s3cret-and-long-1", "an0ther-and-long-2"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[NatsServers, Path]]:
    """A server that wants TLS and a password; whose certificate it has."""
    folder = tmp_path_factory.mktemp("encrypted")
    paper = certificate(folder / "paper")
    tls = f'tls {{ cert_file: "{paper}", key_file: "{paper}" }}\n'
    with nats_servers(folder, 1, USERS.format(password=SECRET) + tls) as servers:
        yield servers, paper


def url_of(servers: NatsServers, scheme: str = "tls", password: str = SECRET) -> str:
    return f"{scheme}://ada:{password}@localhost:{servers.nodes[0].port}"


def trusting(paper: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(paper))


async def answers(client: SteadyClient) -> bool:
    """Whether what is told comes back."""
    hearer = await client.subscribe("echo")
    await client.publish("echo", b"here")
    heard = await hearer.next_msg(PATIENCE)
    await hearer.unsubscribe()
    return heard.data == b"here"


async def test_a_server_with_tls_and_a_password_lets_us_in(
    encrypted: tuple[NatsServers, Path],
) -> None:
    servers, paper = encrypted
    async with connected(url_of(servers), "test", PATIENCE, trusting(paper)) as client:
        assert await answers(client)
        assert client.is_alone


async def test_a_wrong_password_is_told_without_it(
    encrypted: tuple[NatsServers, Path], caplog: pytest.LogCaptureFixture
) -> None:
    servers, paper = encrypted
    with pytest.raises(NotReached) as told:
        async with connected(url_of(servers, password=OTHER), "test", 1, trusting(paper)):
            pass
    assert "Authorization Violation" in str(told.value)
    assert f"tls://***@localhost:{servers.nodes[0].port}" in str(told.value)
    assert OTHER not in str(told.value) + caplog.text


async def test_a_certificate_that_nobody_vouches_for_is_told(
    encrypted: tuple[NatsServers, Path], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NotReached, match="certificate verify failed"):
        async with connected(url_of(encrypted[0]), "test", 1):
            pass
    assert SECRET not in caplog.text


async def test_no_password_goes_to_a_server_without_tls(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with nats_servers(tmp_path, 1, USERS.format(password=SECRET)) as servers:
        with pytest.raises(NotReached, match="offers no TLS"):
            async with connected(url_of(servers), "test", 1):
                pass
        async with connected(url_of(servers, "nats"), "test", PATIENCE) as client:
            assert await answers(client)
    assert SECRET not in caplog.text


async def test_no_server_is_tried_once_more_when_the_time_is_over(
    encrypted: tuple[NatsServers, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    async def heeds_no_end(_client: SteadyClient) -> None:
        """As `asyncio.wait_for` does, where what it waits for comes just as it is cancelled."""
        assert not tries, "tried again"
        tries.append("once")
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(PATIENCE)
        raise nats.errors.Error("refused")

    monkeypatch.setattr(SteadyClient, "_process_connect_init", heeds_no_end)
    servers, paper = encrypted
    with pytest.raises(NotReached):
        async with connected(url_of(servers), "test", 1, trusting(paper)):
            pass


async def test_where_nobody_listens_it_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    url = f"nats://ada:{SECRET}@127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(NotReached, match="Connect call failed"):
        async with connected(url, "test", 1):
            pass
    assert len([line for line in caplog.messages if "failed" in line]) == 1
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "url",
    ["", "nats://", "http://a.example", "nats://a.example:port", "a.example", "nats://a.example,"],
)
async def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(NotReached, match="is no address of a NATS server"):
        async with connected(url, "test", A_MOMENT):
            pass


async def test_it_comes_back_after_a_restart(tmp_path: Path) -> None:
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            servers.nodes[0].kill()
            await eventually(lambda: not client.is_connected)
            servers.start()
            await eventually(lambda: client.is_connected)
            assert await answers(client)


async def test_it_comes_back_after_it_was_shut_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """NATS' own client ends for good at a server's word."""
    with nats_servers(tmp_path, 1, USERS.format(password=SECRET)) as servers:
        async with connected(url_of(servers, "nats"), "test", PATIENCE) as client:
            servers.nodes[0].reload(USERS.format(password=OTHER))
            await eventually(lambda: "Authorization Violation" in caplog.text)
            servers.nodes[0].reload(USERS.format(password=SECRET))
            await eventually(lambda: client.is_connected)
            assert await answers(client)
    assert {SECRET, OTHER}.isdisjoint(caplog.text.split())


async def test_a_server_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    """What is asked ends in time, whoever is cancelled ends, and so does the connection."""
    with nats_servers(tmp_path, 1) as servers:
        async with connected(servers.url, "test", PATIENCE) as client:
            servers.nodes[0].pause()
            sending = [asyncio.create_task(send_for_ever(client)) for _ in range(1_100)]
            await eventually(lambda: is_stuck(client))
            with pytest.raises(TimeoutError):
                await client.request("nobody", timeout=A_MOMENT)
            for each in sending:
                each.cancel()
            await asyncio.wait(sending)
            assert all(each.cancelled() for each in sending)
        assert client.is_closed


async def send_for_ever(client: SteadyClient) -> None:
    while True:
        await client.publish("topic", b"x" * 10_000)


async def is_stuck(client: SteadyClient) -> bool:
    before = client.stats["out_msgs"]
    await asyncio.sleep(A_MOMENT)
    return client.stats["out_msgs"] == before > 0


async def test_what_a_user_may_not_hear_is_no_reason_to_leave(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    user = 'user: "ada", password: "x", permissions: { subscribe: { deny: "hidden" } }'
    with nats_servers(tmp_path, 1, f"authorization {{ users: [{{ {user} }}] }}\n") as servers:
        async with connected(url_of(servers, "nats", "x"), "test", PATIENCE) as client:
            await client.subscribe("hidden")
            await eventually(lambda: "permissions violation" in caplog.text)
            assert await answers(client)
            assert client.stats["reconnects"] == 0
