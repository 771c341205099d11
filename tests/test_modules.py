"""Each module of the product says first what it is."""

import ast
from pathlib import Path

from tests.layers import modules_of

ROOT = Path(__file__).parent.parent


def test_every_module_with_code_in_it_begins_with_what_it_is() -> None:
    silent = [
        name
        for name, path in modules_of(ROOT)
        if (tree := ast.parse(path.read_text("utf-8"))).body and not ast.get_docstring(tree)
    ]
    assert silent == []
