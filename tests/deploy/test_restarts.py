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
