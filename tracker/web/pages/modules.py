"""A page's modules as one file, as its stylesheet's parts are: a page that had to fetch one after
the other would be alive later. They stay plain modules, which a browser could load as they are.

Each becomes a function that is called once and gives back what the module exports, in the order in
which a browser would run them. What that would change the meaning of is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

IMPORT = re.compile(r'import (?:\{ ([\w ,]+) \} from )?"(\.{1,2}/[\w./-]+)";')
NOTHING = re.compile(r"\s*(//.*)?")
EXPORT = re.compile(r"export ((?:async )?function|class|const) (\w+)")
UNFIT = re.compile(r"^(?:import|export)\b|\bimport\s*\(|\bimport\.meta\b")
WAITS = re.compile(r"^(?!//|export |async |\s).*\bawait\b")


class UnfitModule(Exception):
    """A module is written in a way that cannot be joined with others: says which, and the line."""


def joined_modules(sources: Mapping[str, str]) -> dict[str, str]:
    """The modules that others import nothing of but which import others, by their path, each with
    all that it needs. `sources`: every module by its path."""
    imports = {name: [*imports_of(name, source)] for name, source in sources.items()}
    for name, imported in imports.items():
        for each in imported:
            if each not in sources:
                raise UnfitModule(f"{name}: imports {each}, which does not exist")
    needed = {each for imported in imports.values() for each in imported}
    pages = [name for name, imported in imports.items() if imported and name not in needed]
    return {name: _joined(_in_order(name, imports), sources) for name in pages}


def imports_of(name: str, source: str) -> Iterator[str]:
    """The paths of the modules that this one imports, in their order; they stand on top of it."""
    for line in source.splitlines():
        if found := IMPORT.fullmatch(line):
            yield _path(name, found[2])
        elif not NOTHING.fullmatch(line):
            return


def _path(name: str, relative: str) -> str:
    """`../words.js`, seen from the module of that name."""
    parts = list(PurePosixPath(name).parent.parts)
    for part in PurePosixPath(relative).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _in_order(
    name: str, imports: Mapping[str, list[str]], above: tuple[str, ...] = ()
) -> dict[str, None]:
    """The module and what it needs, in the order in which a browser runs them."""
    if name in above:
        ring = " -> ".join((*above, name))
        raise UnfitModule(f"{name}: modules import each other in a ring: {ring}")
    found = dict[str, None]()
    for each in imports[name]:
        found |= _in_order(each, imports, (*above, name))
    return found | {name: None}


def _joined(names: Iterable[str], sources: Mapping[str, str]) -> str:
    return "\n".join(_as_function(name, sources[name]) for name in names)


def _as_function(name: str, source: str) -> str:
    """Named as the file, which says in an error where it was."""
    lines, exported = [], list[str]()
    is_top = True
    for number, line in enumerate(source.splitlines(), 1):
        is_top = is_top and bool(IMPORT.fullmatch(line) or NOTHING.fullmatch(line))
        lines.append(_translated(name, line, is_top, exported, f"{name}, line {number}"))
    variable = _variable(name)
    begins = f"// {name}\nconst {variable} = (function {variable}() {{"
    return "\n".join([begins, *lines, f"return {{ {', '.join(exported)} }};", "})();", ""])


def _translated(name: str, line: str, is_top: bool, exported: list[str], place: str) -> str:
    """A line of the module as one of the function; what it exports is added to `exported`."""
    if is_top and (found := IMPORT.fullmatch(line)):
        return _taken(found[1], _variable(_path(name, found[2])))
    if found := EXPORT.match(line):
        exported.append(found[2])
        return line.removeprefix("export ")
    if UNFIT.search(line) and not line.lstrip().startswith(("//", "*", "/*")):
        raise UnfitModule(
            f'{place}: write imports on top as `import {{ a }} from "./b.js";` and exports as '
            f"`export function`, `export class` or `export const`: {line.strip()}"
        )
    if WAITS.match(line):
        raise UnfitModule(f"{place}: a module that is joined cannot wait: {line.strip()}")
    return line


def _taken(names: str | None, variable: str) -> str:
    return f"const {{ {names.replace(' as ', ': ')} }} = {variable};" if names else ""


def _variable(name: str) -> str:
    """None that a module could mean: `$live_main`."""
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
