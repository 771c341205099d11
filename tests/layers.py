"""The rules of the layers as a function, so that their own test can break them."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

LAYERS = ["domain", "storage", "services", "web", "app", "cli"]
RANK = {"domain": 0, "storage": 1, "services": 2, "web": 3}
RANK |= {
    "alerting": 4,
    "clustering": 4,
    "engine_watch": 4,
    "engines": 4,
    "fronting": 4,
    "jobs": 4,
    "reporting": 4,
    "importing": 4,
    "following": 4,
    "keeping": 4,
    "people": 4,
    "recording": 4,
    "shared_alerting": 4,
    "shared_keeping": 4,
    "shared_figures": 4,
    "shared_views": 4,
    "together": 4,
    "app": 4,
    "cli": 5,
    "commands": 5,
}
LEAVES = {"", "build", "config", "masks", "resources", "settings"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common"}
INTERNS = "intern("
ENGINE = {"aiosqlite", "duckdb", "sqlite3"}  # what storage/ is written with is its own affair
# An engine for many processes: one room knows it.
OWN_ROOM = {"asyncpg": "tracker.storage.postgres", "nats": "tracker.storage.nats"}
IMPURE = {"aiohttp", "aiosqlite", "sqlite3", "time", "random", "secrets", "asyncio", "logging"}


def faults_of(root: Path) -> list[str]:
    """What breaks a rule in the package under root/tracker, one sentence each."""
    modules = dict(modules_of(root))
    imports = {name: set(imports_of(name, path)) for name, path in modules.items()}
    found = [f"{name} has a name that says nothing" for name in modules if is_drawer(name)]
    for name, imported in imports.items():
        found += [f"{name} imports {each}" for each in sorted(imported) if not may(name, each)]
    for name, path in modules.items():
        if layer_of(name) == "web" and begins_transaction(path):
            found.append(f"{name} begins a transaction")
        if INTERNS in path.read_text("utf-8"):
            found.append(f"{name} interns a text, which some releases of Python keep for ever")
    return found + rings_of(imports)


def modules_of(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((root / "tracker").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports_of(name: str, path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(node, name, path)
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def absolute(node: ast.ImportFrom, name: str, path: Path) -> str:
    if not node.level:
        return node.module or ""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def may(name: str, imported: str) -> bool:
    here, there = layer_of(name), layer_of(imported)
    if there is None:
        return may_use(name, imported.partition(".")[0])
    if here in LEAVES:
        return there in LEAVES
    if there in LEAVES:
        return here != "domain" or there == ""
    if here not in RANK or there not in RANK:
        return False
    return RANK[here] >= RANK[there]


def may_use(name: str, package: str) -> bool:
    """Whether it is that module's affair what somebody else has written."""
    here = layer_of(name)
    if package in OWN_ROOM:
        return f"{name}.".startswith(f"{OWN_ROOM[package]}.")
    if package in ENGINE:
        return here == "storage"
    return not (here == "domain" and package in IMPURE)


def layer_of(name: str) -> str | None:
    """The part of tracker that a module belongs to; "" is tracker itself, None is elsewhere."""
    parts = name.split(".")
    if parts[0] != "tracker":
        return None
    layer = parts[1] if len(parts) > 1 else ""
    return "" if layer.startswith("_") else layer


def is_drawer(name: str) -> bool:
    return not FORBIDDEN_NAMES.isdisjoint(name.split("."))


def begins_transaction(path: Path) -> bool:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return any(isinstance(node, ast.Attribute) and node.attr == "transaction" for node in nodes)


def rings_of(imports: dict[str, set[str]]) -> list[str]:
    """The first ring of modules that import each other, packages' own names left out."""
    graph = {name: {each for each in seen if each in imports} for name, seen in imports.items()}
    for name, seen in graph.items():
        seen -= {each for each in seen if name == each or name.startswith(each + ".")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as ring:
        return ["a ring: " + " imports ".join(reversed(ring.args[1]))]
    return []
