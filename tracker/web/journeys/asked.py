"""Where a journey begins and which way it takes, as the address of a page says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

from multidict import MultiMapping

from tracker.domain.reports.conditions import Condition, Term
from tracker.domain.reports.funnels import LONGEST, Step, read_step, taken
from tracker.domain.reports.goals import Goal
from tracker.domain.reports.journeys import COLUMNS
from tracker.domain.text import tidy
from tracker.web.questions.asked import Asked
from tracker.web.questions.reading import Wrong, known
from tracker.web.words.i18n import _

OWN_WORDS = ("at", "then", "back")
TYPED_WORDS = ("kind", "of")
SOURCE = "source"


class Journey(NamedTuple):
    """`kind`: "page", "event", "goal" or "source"; "" for the beginning of every visit. `then`: the
    pages that were clicked, one after the other. `back`: what came before."""

    kind: str = ""
    of: str = ""
    then: tuple[str, ...] = ()
    back: bool = False

    @property
    def has_before(self) -> bool:
        """Whether anything can have come before it: nothing does before a visit's beginning."""
        return self.kind not in {"", SOURCE}

    def query(self, asked: Asked, then: Sequence[str] = (), back: bool | None = None) -> str:
        """The address with another way, of those visits."""
        other = self._replace(then=tuple(then), back=self.back if back is None else back)
        return "&".join(filter(None, (asked.query, other.own)))

    @property
    def own(self) -> str:
        """What an address says of it."""
        return urlencode([*_said(self)], quote_via=quote, safe="/:*")

    def kept(self) -> list[tuple[str, str]]:
        """What a form has to carry on."""
        return [*_said(self)]


def _said(journey: Journey) -> Iterator[tuple[str, str]]:
    if journey.kind:
        yield "at", f"{journey.kind}:{journey.of}"
    for page in journey.then:
        yield "then", page
    if journey.back:
        yield "back", "1"


def read_journey(query: MultiMapping[str]) -> Journey:
    """Raises Wrong."""
    kind, of = _beginning(query.get("at", ""))
    then = tuple(tidy(page, LONGEST) for page in query.getall("then", [])[: COLUMNS - 1])
    back = known("back", query.get("back", ""), ("", "1")) == "1"
    journey = Journey(kind, of, then)
    return journey._replace(back=back and journey.has_before)


def typed_journey(query: MultiMapping[str]) -> Journey | None:
    """What the form has sent; None where it has not. Raises Wrong."""
    if "of" not in query:
        return None
    of = query["of"].strip()
    return Journey(*_beginning(f"{query.get('kind', '')}:{of}" if of else ""))


def _beginning(text: str) -> tuple[str, str]:
    kind, _colon, of = text.partition(":")
    if not text:
        return "", ""
    if kind == SOURCE and of.strip():
        return kind, tidy(of, LONGEST).strip()
    step = read_step(text)
    if step is None:
        said = _("“%(text)s” is no beginning: a page (page:/pricing), event:…, goal:… or source:….")
        raise Wrong(said % {"text": text[:100]})
    return step.kind, step.of


def begins_with(journey: Journey, goals: Iterable[Goal]) -> Condition | None:
    """What is true of the row where it begins; None for a visit's first. Raises Wrong."""
    if journey.kind in {"", SOURCE}:
        return None
    step = read_step(f"{journey.kind}:{journey.of}")
    condition = taken(step or Step("page", "/"), goals)
    if condition is None:
        raise Wrong(_("The site has no goal “%(name)s”.") % {"name": journey.of})
    return condition


def visits_of(journey: Journey) -> Condition | None:
    """Which visits it is about, beside the filters."""
    return Term("visit:source", "is", (journey.of,)) if journey.kind == SOURCE else None
