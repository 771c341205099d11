"""The steps of a funnel, as the address of a page says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode

from multidict import MultiMapping

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.funnels import FEWEST, MOST, Step, read_step, taken
from tracker.domain.reports.goals import Goal
from tracker.web.questions.asked import Asked
from tracker.web.questions.reading import Wrong, known
from tracker.web.words.i18n import _

OWN_WORDS = ("step", "strict", "split", "stopped")
TYPED_WORDS = ("kind", "of", "in")
SPLITS = ("sources", "campaigns", "countries", "devices", "entry")  # tabs


class Funnel(NamedTuple):
    """`split`: the tab whose values are told apart. `stopped`: after how many steps the visits that
    are listed took no further one; 0 where none are asked for."""

    steps: tuple[Step, ...] = ()
    strict: bool = False
    split: str = SPLITS[0]
    stopped: int = 0

    def query(self, asked: Asked, **changes: object) -> str:
        """The address with these steps, of those visits."""
        own = self._replace(**changes).own  # type: ignore[arg-type]
        return "&".join(filter(None, (asked.query, own)))

    @property
    def own(self) -> str:
        """What an address says of the steps."""
        return urlencode([*_said(self)], quote_via=quote, safe="/:*")

    def kept(self) -> list[tuple[str, str]]:
        """What a form has to carry on."""
        return [*_said(self)]


def _said(funnel: Funnel) -> Iterator[tuple[str, str]]:
    for step in funnel.steps:
        yield "step", step.text
    if funnel.strict:
        yield "strict", "1"
    if funnel.split != SPLITS[0]:
        yield "split", funnel.split
    if funnel.stopped:
        yield "stopped", str(funnel.stopped)


def read_funnel(query: MultiMapping[str]) -> Funnel:
    """Raises Wrong."""
    steps = tuple(_step(text) for text in query.getall("step", []))
    if steps and not FEWEST <= len(steps) <= MOST:
        said = _("A funnel has %(fewest)d to %(most)d steps.")
        raise Wrong(said % {"fewest": FEWEST, "most": MOST})
    strict = known("strict", query.get("strict", ""), ("", "1")) == "1"
    split = known("split", query.get("split", SPLITS[0]), SPLITS)
    allowed = ("", *(str(n) for n in range(1, len(steps) + 1)))
    stopped = known("stopped", query.get("stopped", ""), allowed)
    return Funnel(steps, strict, split, int(stopped or 0))


def typed_funnel(query: MultiMapping[str]) -> Funnel | None:
    """What the form has sent, field by field; None where it has not. What is left empty is no step.
    Raises Wrong."""
    if "of" not in query:
        return None
    pairs = zip(query.getall("kind", []), query.getall("of", []), strict=False)
    steps = [_step(f"{kind}:{of.strip()}") for kind, of in pairs if of.strip()]
    return Funnel(tuple(steps[:MOST]), query.get("in") == "strict")


def conditions(funnel: Funnel, goals: Iterable[Goal]) -> list[Condition]:
    """What is true of rows that take the steps. Raises Wrong."""
    found, goals = [], tuple(goals)
    for step in funnel.steps:
        condition = taken(step, goals)
        if condition is None:
            raise Wrong(_("The site has no goal “%(name)s”.") % {"name": step.of})
        found.append(condition)
    return found


def _step(text: str) -> Step:
    step = read_step(text)
    if step is None:
        said = _("“%(step)s” is no step: a page (page:/pricing, page:/blog/*), event:… or goal:….")
        raise Wrong(said % {"step": text[:100]})
    return step
