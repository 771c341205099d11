"""What the server itself says, where one runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.build import version
from tracker.services.checkup.findings import Finding, bad, ok, warn
from tracker.services.upkeep.maintenance import Maintenance

HEAVY = 0.5  # of what an address may have at once


def look_at_server(figures: dict[str, Any] | None) -> Iterator[Finding]:
    """`figures` as the control socket's /checkup has them; None where nobody answers there."""
    if figures is None:
        yield ok("server", "None runs here, or it answers nobody.")
        return
    if wrong := figures["health"].get("wrong"):
        yield bad("server", f"It is not ready: {wrong}.", "Its log says more.")
    elif figures["version"] != version():
        found = f"It is {figures['version']}, and this command {version()}."
        yield warn("server", found, "Restart it.")
    else:
        yield ok("server", f"Version {figures['version']} runs and is ready.")
    for each in figures.get("erasing", ()):  # an older server says nothing of it
        advice = (
            "If that is right: `tracker prune --sure`. Else look at the clock and the settings."
        )
        yield warn("erasing", f"It waits: {each}.", advice)
    yield from _proxies(figures["proxies"])
    if grown := figures.get("growth"):
        yield from look_at_senders(grown)


def look_at_senders(grown: dict[str, Any]) -> Iterator[Finding]:
    """Who has brought most new texts today."""
    for each in grown["sites"]:
        said = f"{each['site']} has brought {each['texts']:,} new texts today"
        if each["others"] or each["bare"]:
            yield warn(
                "growth",
                f"{said}; {each['others']:,} more read (other), {each['bare']:,} events have "
                "lost their properties.",
                "Real visits: raise TEXTS_PER_SITE or MB_PER_ADDRESS. Else block who sends them.",
            )
        else:
            yield ok("growth", f"{said}.")
    for each in grown["networks"]:
        if each["share"] > HEAVY:
            yield warn(
                "growth",
                f"{each['network'] or 'An address of before the restart'} has sent "
                f"{each['bytes'] / 1e6:,.0f} MB of new texts and properties lately.",
                "If these are no visits, block the network at the proxy.",
            )


def look_at_maintenance(data_dir: Path) -> Iterator[Finding]:
    """Pages that somebody has closed and forgotten."""
    maintenance = Maintenance(data_dir)
    maintenance.load()
    if pause := maintenance.pause:
        since = datetime.fromtimestamp(pause.since / 1000, UTC)
        found = f"The pages are closed since {since:%Y-%m-%d %H:%M} UTC: {pause.text}"
        yield warn("maintenance", found, "`tracker maintenance off` opens them.")


def _proxies(seen: dict[str, Any]) -> Iterator[Finding]:
    """Since the start, of requests for pages."""
    for peer in seen["unbelieved"]:
        yield warn(
            "proxies",
            f"{peer} says for whom it asks, or by which scheme (X-Forwarded-For, -Proto), and is "
            "not believed.",
            f"If that is your proxy: TRUSTED_PROXIES={peer}. Else somebody tries to fool us.",
        )
    if seen["silent"]:
        yield warn(
            "proxies",
            "A trusted proxy has asked without saying for whom: all its visitors look like one.",
            "Let it send X-Forwarded-For.",
        )
    if not seen["unbelieved"] and not seen["silent"]:
        count = seen["believed"]
        yield ok("proxies", f"Requests through a trusted proxy since the start: {count:,}.")
    misfits = seen.get("misfits", {})  # an older server says nothing of them
    yield from _other_hosts(misfits.get("host", ()), seen.get("fitting", 0))
    for said, count in misfits.get("form", ()):
        advice = "Do what it says. Where it names a page that you do not know, there is nothing to."
        yield warn("proxies", f"{_times(count)} a form was refused: {said}", advice)


def _other_hosts(misfits: Sequence[tuple[str, int]], fitting: int) -> Iterator[Finding]:
    """Once somebody came to the right one, those who ask for others are strangers who try names."""
    for said, count in misfits:
        found = f"{_times(count)} a request was refused: {said}"
        if fitting:
            yield ok("proxies", found)
        else:
            advice = "Nobody has come to the right one yet: do what it says."
            yield bad("proxies", found, advice)


def _times(count: int) -> str:
    return "Once" if count == 1 else f"{count:,} times"
