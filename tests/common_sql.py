"""How statements for what people keep are written, for SQLite and PostgreSQL to take the same text.
Words that PostgreSQL has not, and that are worth keeping, its schema makes: storage/postgres/."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = (
    "accounts",
    "sites",
    "alerts",
    "imports/imports.py",
    "erasing/refused_days.py",
    "erasing/asked_of_sites.py",
)
OF_THE_LOG = {"tracker/storage/alerts/leaves.py"}
SAYS_WHERE = "import_rows"  # which of the log's rows an import has brought
STATEMENT = re.compile(r"\s*(select|insert|update|delete|with)\s")
TEXTS = re.compile(r"'(?:[^']|'')*'")
FUNCTIONS = {
    *("avg", "cast", "coalesce", "count", "exists", "length", "lower", "max", "min", "nullif"),
    *("replace", "substr", "sum", "trim", "upper"),
    *("hex", "instr", "json_each", "json_extract", "randomblob"),  # made by PostgreSQL's schema
}
# What is said instead.
WRONG: dict[str, re.Pattern[str]] = {
    "on conflict do nothing": re.compile(r"\binsert or \w+|\breplace into\b"),
    "on conflict (columns) do update": re.compile(r"\bon conflict do update\b"),
    "lower(name)": re.compile(r"\bcollate\b"),
    "a number": re.compile(r"\blimit -"),
    "coalesce on both sides": re.compile(r"\bis (?:not )?[:?]"),
    "= 1": re.compile(
        r"\b(?:and|or|where|not) :?(?:\w+\.)?(?:is_\w+|shows_\w+|mails|pinned)\b(?! [=<>])"
    ),
    "a value that is not null": re.compile(r"[:?]\w* is (?:not )?null\b"),
    "values by names": re.compile(r"\?\d"),
    "a key": re.compile(r"\browid\b|\bindexed by\b|\bwithout rowid\b"),
    "nothing of one engine's": re.compile(r"[\"`$]|==|&&|::"),
    "substr, or a pattern without letters": re.compile(
        r"\bglob\b|\bregexp\b|\blike (?!'[^A-Za-z']*')", re.IGNORECASE
    ),
}
CALLS = re.compile(r"\b([a-z_]+)\(")
WORDS = {"in", "values", "as", "and", "or", "not", "over", "on"}


def faults_in(statement: str) -> list[str]:
    """What there is to say instead of what this one says, and functions that nobody knows."""
    bare = TEXTS.sub("''", statement)
    found = [
        better
        for better, wrong in WRONG.items()
        if wrong.search(statement if "pattern" in better else bare)
    ]
    return found + sorted(set(CALLS.findall(bare)) - FUNCTIONS - WORDS)


def statements() -> dict[str, list[str]]:
    """All of them, by the file that has them: those that are named, as they are put together from
    literals, and those that stand where they are executed."""
    return {
        path.relative_to(ROOT).as_posix(): [*_said_in(path)]
        for place in PLACES
        for path in _files(ROOT / "tracker/storage" / place)
        if path.relative_to(ROOT).as_posix() not in OF_THE_LOG
    }


def _files(place: Path) -> list[Path]:
    return [place] if place.suffix else sorted(place.glob("*.py"))


def _said_in(path: Path) -> Iterator[str]:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    named = [*_texts_in([value for name, value in vars(module).items() if name.isupper()])]
    tree = ast.parse(path.read_text("utf-8"))
    inline = [
        str(node.value)
        for function in ast.walk(tree)
        if isinstance(function, ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant)
    ]
    for text in dict.fromkeys([*named, *inline]):
        if STATEMENT.match(text) and SAYS_WHERE not in text:
            yield text


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)
