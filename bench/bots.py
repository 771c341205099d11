"""How many programs are recognised as such, and how many people are wrongly: python bench/bots.py

The programs are crawler-user-agents' examples; the people, the real browsers of npm's user-agents.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.resources import files
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def programs() -> list[str]:
    """The examples that the package crawler-user-agents (MIT) carries for its own patterns."""
    crawlers = json.loads((files("crawleruseragents") / "crawler-user-agents.json").read_text())
    return sorted({agent for crawler in crawlers for agent in crawler.get("instances", ())})


def people() -> list[str]:
    lines = (TOP / "tests/data/user_agents.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def main() -> None:
    sys.path.insert(0, str(TOP))
    from tracker.domain.bots import bot_name, warm_up

    warm_up()
    bots, browsers = programs(), people()
    start = time.perf_counter()
    missed = [agent for agent in bots if bot_name(agent) is None]
    wronged = [agent for agent in browsers if bot_name(agent) is not None]
    each = (time.perf_counter() - start) / (len(bots) + len(browsers))
    print(f"recall        {1 - len(missed) / len(bots):7.2%}  {len(missed)} of {len(bots)} missed")
    print(f"false alarms  {len(wronged) / len(browsers):7.2%}  {len(wronged)} of {len(browsers)}")
    print(f"time          {each * 1e6:7.1f} us each, uncached")
    for agent in missed:
        print("  missed:", agent)
    for agent in wronged:
        print("  wronged:", agent)


if __name__ == "__main__":
    main()
