"""A3: a statement is a constant; values go in as parameters, nothing is put together."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.common_sql import faults_in as faults_of_one_engine
from tests.common_sql import statements

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parents[1] / "tracker"
CALLS = {"execute", "executemany", "execute_fetchall", "executescript", "read"}
DATABASES = {  # whose `read` is meant
    *("db", "_db", "database", "_database", "app[keys.DATABASE]"),
    *("kept", "_kept", "app[keys.KEPT]"),
}
# A pragma takes no parameters; each of these puts a constant or a number of ours into one.
ALLOWED = {
    ("storage/file/writer.py", "pragma synchronous = "),
    ("storage/file/migrations.py", "pragma application_id = "),
    ("storage/file/migrations.py", "pragma user_version = "),
    ("storage/file/migrations.py", "pragma "),
}
# Of pragmas, which stand there as a literal.
SCRIPTS = {"storage/file/writer.py", "storage/file/readers.py"}


def faults_in(source: str, name: str) -> Iterator[str]:
    """The calls whose statement is built on the spot, and any use of executescript for others."""
    tree = ast.parse(source)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        method, owner = call.func.attr, ast.unparse(call.func.value).rpartition(".")[2]
        if method not in CALLS or (method == "read" and owner not in DATABASES):
            continue
        script = method == "executescript" and not is_pragmas(call.args[0], name)
        if script or is_built(call.args[0], name):
            yield f"{name}:{call.lineno} {ast.unparse(call)[:80]}"


def is_pragmas(script: ast.expr, name: str) -> bool:
    return name in SCRIPTS and ast.unparse(script) == "PRAGMAS"


def is_built(statement: ast.expr, name: str) -> bool:
    match statement:
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            return (name, start) not in ALLOWED
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "join" | "replace" | "format_map")):
            return True
    return False


def test_no_statement_is_built_where_it_is_executed() -> None:
    found = [
        fault
        for path in sorted(ROOT.rglob("*.py"))
        for fault in faults_in(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_script_of_pragmas_is_a_literal_of_pragmas(name: str) -> None:
    (script,) = (
        node.value
        for node in ast.parse((ROOT / name).read_text("utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PRAGMAS"
    )
    assert isinstance(script, ast.Constant)
    assert all(line.startswith("pragma ") for line in str(script.value).strip().splitlines())


def test_formatted_text_never_becomes_a_statement_by_name_either() -> None:
    """A statement that is kept in a module-level name is a literal, or literals added up."""
    for path in sorted((ROOT / "storage").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and is_statement(node.value):
                assert not any(isinstance(part, ast.JoinedStr) for part in ast.walk(node.value)), (
                    f"{path}:{node.lineno}"
                )


def test_no_pragma_is_asked_as_if_it_were_a_table() -> None:
    """From 3.46 on SQLite takes the 1 of `pragma_integrity_check(1)` for a table's name."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and re.search(r"\bpragma_", str(node.value), re.I)
    ]
    assert found == []


def is_statement(value: ast.expr) -> bool:
    words = ("select ", "insert ", "update ", "delete ", "with ")
    texts = [part.value for part in ast.walk(value) if isinstance(part, ast.Constant)]
    return any(str(text).strip().lower().startswith(words) for text in texts)


@pytest.mark.parametrize(
    "source",
    [
        'tx.execute(f"select {name}")',
        'tx.execute("select " + name)',
        'tx.execute("select %s" % name)',
        'tx.execute("select {}".format(name))',
        'db.read(" and ".join(parts))',
        "tx.executescript(text)",
        'tx.executemany(f"insert into {table}", rows)',
    ],
)
def test_the_lint_sees(source: str) -> None:
    assert list(faults_in(source, "storage/example.py"))


def test_the_lint_lets_constants_and_parameters_pass() -> None:
    assert not list(faults_in('tx.execute("select ?", (name,)); db.read(FIND, {"a": a})', "x.py"))


def test_what_people_keep_is_asked_for_in_words_of_both_engines() -> None:
    found = {
        f"{name}: {said.strip()[:60]}": faults
        for name, each in statements().items()
        for said in each
        if (faults := faults_of_one_engine(said))
    }
    assert found == {}


def test_all_of_these_statements_are_seen() -> None:
    seen = statements()
    assert min(
        len(seen[f"tracker/storage/{each}.py"]) for each in ("accounts/users", "sites/members")
    )
    assert sum(map(len, seen.values())) > 200


@pytest.mark.parametrize(
    "statement",
    [
        "insert or ignore into guest (id) values (:id)",
        "insert into member (id) values (:id) on conflict do update set role = excluded.role",
        "select * from site order by name collate nocase",
        "select * from site order by id limit -1 offset :kept",
        "select * from segment where user_id is :user_id",
        "select * from user where is_admin and id = :id",
        "select id from guest where :mails = 1 and shows_now",
        "select id from user where :id is null or id = :id",
        "select ?1, ?2",
        "select * from shelf order by rowid",
        'select * from "user"',
        "select id::text from user",
        "select * from audit where target like 'user %'",
        "select * from audit where target like :about",
        "select ifnull(name, '') from user",
        "select strftime('%Y', at) from audit",
        "select group_concat(name) from user",
    ],
)
def test_words_of_one_engine_alone_are_seen(statement: str) -> None:
    assert faults_of_one_engine(statement)


def test_words_of_both_engines_pass() -> None:
    assert not faults_of_one_engine(
        "insert into a (b) select max(c, :d) from e where f like '%/%' and g in (:h)"
        " on conflict (b) do nothing returning id"
    )
