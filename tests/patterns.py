"""Every regular expression of the product, found in its sources, and how each is used."""

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
SEEKING = {"search", "findall", "finditer", "split", "sub", "subn"}
WAYS = {"match", "fullmatch", "search"}
JS_PATTERN = re.compile(
    r"""(?<=[=(,:?!&|;{}[~\s])/(?![/* ])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+)/([a-z]*)"""
)
HTML_PATTERN = re.compile(r"""\bpattern=(?:"([^"]*)"|'([^']*)')""")


class Found(NamedTuple):
    """A pattern, where it stands, and the ways in which it is asked."""

    where: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    ways: frozenset[str]


class Site(NamedTuple):
    """A place that compiles a pattern or uses one that it names by its text."""

    module: str
    call: ast.Call
    name: str  # of the variable that the compiled pattern goes to; "" for none

    @property
    def where(self) -> str:
        return f"{self.module}:{self.call.lineno}"


def python_patterns(
    root: Path = ROOT, drive: Callable[[], None] = lambda: None
) -> tuple[list[Found], list[str]]:
    """The patterns of the package under root/tracker, and the places where none could be found.

    A pattern that a module's own names do not make is caught while `drive` runs.
    """
    trees = dict(_modules(root))
    uses = {name: list(_uses(tree)) for name, tree in trees.items()}
    found: list[Found] = []
    lost: list[Site] = []
    faults = [fault for name, tree in trees.items() for fault in _hidden(name, tree)]
    for site in (site for name, tree in trees.items() for site in _sites(name, tree)):
        try:
            pattern = _evaluated(site)
        except (NameError, ModuleNotFoundError):
            lost.append(site)
        else:
            found.append(Found(site.where, pattern, _ways(site, uses)))
    with _caught() as caught:
        drive()
    for site in lost:
        patterns = [pattern for where, pattern in caught if where == site.where]
        found += [Found(site.where, each, _ways(site, uses)) for each in patterns]
        faults += [] if patterns else [f"{site.where} compiles what nobody has seen"]
    return found, faults


def browser_patterns(root: Path = ROOT) -> Iterator[Found]:
    """Those of our scripts and of fields in templates, as far as Python can say them, too."""
    for path in sorted((root / "static").rglob("*.js")):
        if "vendor" in path.parts:
            continue
        for literal in JS_PATTERN.finditer(path.read_text("utf-8")):
            flags = re.IGNORECASE if "i" in literal[2] else re.NOFLAG
            yield Found(path.name, re.compile(literal[1], flags), frozenset({"search"}))
    for path in sorted((root / "templates").rglob("*.html")):
        for attribute in HTML_PATTERN.finditer(path.read_text("utf-8")):
            text = attribute[1] or attribute[2]
            yield Found(path.name, re.compile(text), frozenset({"fullmatch"}))


def _modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / "tracker").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text("utf-8"))


def _hidden(module: str, tree: ast.Module) -> Iterator[str]:
    """Ways to a pattern that would not be seen here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            yield f"{module}:{node.lineno} takes names out of re; write re.compile(...)"
        if isinstance(node, ast.Import) and any(
            each.name == "re" and each.asname for each in node.names
        ):
            yield f"{module}:{node.lineno} calls re otherwise; write re.compile(...)"


def _sites(module: str, tree: ast.Module) -> Iterator[Site]:
    names = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _way(node.func):
            yield Site(module, node, names.get(id(node), ""))


def _way(function: ast.expr) -> str:
    """What a call does with its pattern: compile, match, search ...; "" when it is another."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name == "Regexp":  # WTForms' validator
        return "match"
    owner = getattr(function, "value", None)
    asks_re = isinstance(owner, ast.Name) and owner.id == "re" and name not in ("escape", "purge")
    return name if asks_re else ""


def _evaluated(site: Site) -> re.Pattern[str] | re.Pattern[bytes]:
    """The pattern by its module's own names; raises NameError where it is made of others."""
    given = site.call.args[:1]
    given += [each for each in site.call.args[1:] if ast.unparse(each).startswith("re.")]
    given += [each.value for each in site.call.keywords if each.arg == "flags"]
    try:
        return re.compile(*_values(given, {"re": re}))
    except NameError:
        return re.compile(*_values(given, vars(importlib.import_module(site.module))))


def _values(given: list[ast.expr], names: dict[str, Any]) -> list[Any]:
    return [eval(ast.unparse(each), names) for each in given]


def _uses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """("PATH", "fullmatch") for `PATH.fullmatch`; ("", "PATH") for an import of the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _plain(node.attr) in WAYS:
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield name, _plain(node.attr)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"from {node.module}", alias.name) for alias in node.names)


def _ways(site: Site, uses: dict[str, list[tuple[str, str]]]) -> frozenset[str]:
    """All of WAYS where it cannot be told."""
    if (way := _way(site.call.func)) != "compile":
        return frozenset({_plain(way)})
    importing = (f"from {site.module}", site.name)
    found = frozenset(
        way
        for module, known in uses.items()
        if module == site.module or importing in known
        for name, way in known
        if name == site.name
    )
    return found if site.name and found else frozenset(WAYS)


def _plain(way: str) -> str:
    return "search" if way in SEEKING else way


@contextmanager
def _caught() -> Iterator[list[tuple[str, re.Pattern[str]]]]:
    """What is compiled meanwhile, each with the module and line that asked."""
    caught: list[tuple[str, re.Pattern[str]]] = []
    compiled = re.compile

    def noted(*given, **options):
        frame = sys._getframe(1)
        pattern = compiled(*given, **options)
        caught.append((f"{frame.f_globals.get('__name__')}:{frame.f_lineno}", pattern))
        return pattern

    re.compile = noted
    try:
        yield caught
    finally:
        re.compile = compiled
