"""A3: a statement is a constant; values go in as parameters, nothing is put together."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.alike

ROOT = Path(__file__).parents[1] / "tracker"
CALLS = {"execute", "executemany", "execute_fetchall", "executescript", "read"}
DATABASES = {"db", "_db", "database", "_database", "app[keys.DATABASE]"}  # whose `read` is meant
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
