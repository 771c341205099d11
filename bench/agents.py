"""How many programs are recognised, how many people are taken for programs, and what their devices
are taken for: python bench/agents.py [FOLDER]

The programs are crawler-user-agents' examples, the people npm's user-agents' real browsers. FOLDER
holds device-detector's fixtures (Matomo's, LGPL-3.0), tens of thousands with their kinds of device:
unpack device-detector's source distribution from PyPI and give tests/fixtures/upstream of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
SHOWN = 12  # mistakes of a kind

# The kinds of device in the fixtures, and the classes that are right for them.
KINDS = {
    "smartphone": "mobile",
    "phablet": "mobile",
    "feature phone": "mobile",
    "tablet": "tablet",
    "desktop": "desktop",
    "tv": "tv",
    "console": "console",
    "wearable": "wearable",
    "car browser": "car",
}
HANDS_AND_DESKS = ("smartphone", "phablet", "tablet", "desktop")
BROWSERS = ("Mozilla/", "Opera/")  # with which every browser begins that runs a page's script


class Known(NamedTuple):
    """A user agent of the fixtures."""

    text: str
    device: str  # smartphone, tv, ...; "" = not told
    client: str  # browser, mobile app, ...; "bot" for a program


def programs() -> list[str]:
    """The examples that the package crawler-user-agents (MIT) carries for its own patterns."""
    crawlers = json.loads((files("crawleruseragents") / "crawler-user-agents.json").read_text())
    return sorted({agent for crawler in crawlers for agent in crawler.get("instances", ())})


def people() -> list[str]:
    """The real browsers, of which tests/data/user_agents.txt says whence."""
    return [line for line in _people_file() if not line.startswith("#")]


def fixtures(folder: Path) -> Iterator[Known]:
    """Reads just the lines that count: an agent begins with a dash, its parts are indented."""
    for path in sorted(folder.glob("*.yml")):
        part, found = "", dict[str, str]()
        for line in path.read_text("utf-8").splitlines():
            name, _, value = line.strip().removeprefix("- ").partition(":")
            if line.startswith("-"):
                yield from _known(found)
                found = {}
            if line.startswith("  ") and not line.startswith("   "):
                part = name
            key = f"{part}.{name}" if line.startswith("    ") else name
            found.setdefault(key, _plain(value.strip()))
        yield from _known(found)


def main() -> None:
    sys.path.insert(0, str(TOP))
    from tracker.domain import agents, bots

    agents.warm_up()
    bots.warm_up()
    print("sources:", *_sources(sys.argv[1:]), sep="\n  ")
    _small_sets(bots.bot_name)
    _times(agents, bots)
    for folder in map(Path, sys.argv[1:]):
        known = list(fixtures(folder))
        _refused(known, bots.bot_name)
        _classes(known, lambda text: agents.read_agent(text).device)


def _small_sets(bot_name: Callable[[str], str | None]) -> None:
    bots, browsers = programs(), people()
    missed = [agent for agent in bots if bot_name(agent) is None]
    wronged = [agent for agent in browsers if bot_name(agent) is not None]
    print(f"recall        {1 - len(missed) / len(bots):7.2%}  {len(missed)} of {len(bots)} missed")
    print(f"false alarms  {len(wronged) / len(browsers):7.2%}  {len(wronged)} of {len(browsers)}")
    _show("missed", missed)
    _show("wronged", wronged)


def _times(agents, bots) -> None:
    """Of one that was not met before, the median of all."""
    for name, read in (
        ("bot or person", bots._bot_name),
        ("names", lambda t: agents._parsed(t, "", "", "")),
    ):
        took = []
        for text in people():
            start = time.perf_counter()
            read(text)
            took.append(time.perf_counter() - start)
        print(f"{name:13} {sorted(took)[len(took) // 2] * 1e6:7.1f} us each")


def _refused(known: list[Known], bot_name: Callable[[str], str | None]) -> None:
    """The share of people of each kind who are refused; goals in brackets."""
    people = [each for each in known if each.device in KINDS and each.text.startswith(BROWSERS)]
    groups = {
        "phones, tablets, desktops (0.05 %)": [
            each for each in people if each.device in HANDS_AND_DESKS and each.client == "browser"
        ],
        "in-app browsers (0.3 %)": [
            each for each in people if each.device in HANDS_AND_DESKS and "app" in each.client
        ],
        "televisions (0.3 %)": [each for each in people if each.device == "tv"],
        "all others": [each for each in people if each.device not in (*HANDS_AND_DESKS, "tv")],
    }
    for name, group in groups.items():
        wronged = [each.text for each in group if bot_name(each.text) is not None]
        print(
            f"refused: {name:36} {len(wronged) / len(group):7.2%}  {len(wronged)} of {len(group)}"
        )
        _show("wronged", wronged)
    bots = [each.text for each in known if each.client == "bot"]
    missed = [text for text in bots if bot_name(text) is None]
    print(f"programs among the fixtures: {1 - len(missed) / len(bots):7.2%} of {len(bots)} known")
    _show("missed", missed)


def _classes(known: list[Known], device_of: Callable[[str], str]) -> None:
    read: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in known:
        if each.device in KINDS and each.text.startswith(BROWSERS):
            read[each.device][device_of(each.text)] += 1
    for kind, counts in read.items():
        right = counts[KINDS[kind]] / counts.total()
        others = ", ".join(f"{name or 'unknown'} {n}" for name, n in counts.most_common())
        print(f"class: {kind:14} {right:6.1%} right of {counts.total():6}: {others}")


def _show(word: str, texts: list[str]) -> None:
    for text in texts[:SHOWN]:
        print(f"  {word}: {text}")
    if len(texts) > SHOWN:
        print(f"  and {len(texts) - SHOWN} more")


def _sources(folders: list[str]) -> list[str]:
    return [
        f"crawler-user-agents {version('crawler-user-agents')} (PyPI)",
        _people_file()[0].lstrip("# "),
        *(f"{folder}: fixtures of device-detector" for folder in folders),
    ]


def _people_file() -> list[str]:
    return (TOP / "tests/data/user_agents.txt").read_text("utf-8").splitlines()


def _known(found: dict[str, str]) -> Iterator[Known]:
    if found.get("user_agent", "|") != "|":  # a text of several lines
        client = "bot" if "bot.name" in found else found.get("client.type", "")
        yield Known(found["user_agent"], found.get("device.type", ""), client)


def _plain(value: str) -> str:
    if value.startswith("'"):
        return value[1:-1].replace("''", "'")
    if value.startswith('"'):
        try:
            return json.loads(value)
        except ValueError:
            return value[1:-1]
    return value


if __name__ == "__main__":
    main()
