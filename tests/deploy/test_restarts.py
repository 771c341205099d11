"""A restart behind the proxy loses no visit; one that hands the socket over refuses none."""

from pathlib import Path

import pytest

from tests.deploy.proxies import Proxy, Upstream
from tests.deploy.restarts import restarted

pytestmark = pytest.mark.fault


async def test_a_restart_refuses_no_visit_when_the_socket_is_handed_over(
    proxy: Proxy, upstream: Upstream, data_dir: Path
) -> None:
    found = await restarted(proxy, upstream, data_dir, times=1, handed=True)
    assert (found.lost, found.refused) == (0, 0)
    assert found.acknowledged > 400


async def test_a_restart_loses_no_visit_that_was_acknowledged(
    proxy: Proxy, upstream: Upstream, data_dir: Path
) -> None:
    if proxy.name == "caddy":
        pytest.skip("once is enough: `make faults` does both")
    found = await restarted(proxy, upstream, data_dir, times=1, handed=False)
    assert found.lost == 0
    assert found.refused > 0, "the restart was seen"
