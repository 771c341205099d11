"""A page's modules come as one file that does what they do."""

import re
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from tracker import resources
from tracker.web.pages.modules import UnfitModule, joined_modules

MODULES = {
    each.relative_to(resources.static()).as_posix(): each.read_text()
    for each in resources.static().rglob("*.js")
}
IMPORTED = re.compile(r'^import .*"([^"]+)";$', re.MULTILINE)


def modules_of(script: str) -> set[str]:
    """The script and all that it needs."""
    base = (resources.static() / script).parent
    needed = {(base / found).resolve() for found in IMPORTED.findall(MODULES[script])}
    names = {each.relative_to(resources.static()).as_posix() for each in needed}
    return {script}.union(*(modules_of(each) for each in names))


def scripts_of(template: Path) -> list[str]:
    return re.findall(
        r'<script type="module" src="{{ static_url\(.(.*?).\) }}', template.read_text()
    )


TEMPLATES = {each: scripts_of(each) for each in resources.templates().rglob("*.html")}
SCRIPTS = {script for scripts in TEMPLATES.values() for script in scripts}


@pytest.mark.parametrize("script", sorted(SCRIPTS))
async def test_a_page_needs_no_module_but_its_own(client: TestClient, script: str) -> None:
    text = await (await client.get(f"/static/{script}")).text()
    assert not IMPORTED.search(text)
    for module in modules_of(script) if IMPORTED.search(MODULES[script]) else ():
        assert text.count(f"// {module}\n") == 1
        last = MODULES[module].rstrip().splitlines()[-1]
        assert last in text


def test_every_page_with_imports_is_joined() -> None:
    joined = joined_modules(MODULES)
    assert set(joined) == {each for each in SCRIPTS if IMPORTED.search(MODULES[each])}
    assert {"live/main.js", "home/main.js", "reports/main.js", "setup/main.js"} <= set(joined)


def test_no_module_runs_twice_on_a_page() -> None:
    always = modules_of("shell.js")
    for scripts in TEMPLATES.values():
        beside = [modules_of(each) for each in scripts if each != "shell.js"]
        together = [*always, *(each for modules in beside for each in modules)]
        assert len(together) == len(set(together))


def test_what_is_imported_comes_first_and_names_keep_apart() -> None:
    sources = {
        "page.js": 'import "./parts/first.js";\n'
        'import { a as one, b } from "./parts/b.js";\none(b);\n',
        "parts/b.js": '// Why.\nimport { it } from "../it.js";\n\n'
        "export const b = it;\nexport function a() {}\n",
        "parts/first.js": "const it = 1;\n",
        "it.js": "export class it {}\n",
    }
    assert [*joined_modules(sources)] == ["page.js"]
    assert joined_modules(sources)["page.js"].splitlines() == [
        "// parts/first.js",
        "const $parts_first = (function $parts_first() {",
        "const it = 1;",
        "return {  };",
        "})();",
        "",
        "// it.js",
        "const $it = (function $it() {",
        "class it {}",
        "return { it };",
        "})();",
        "",
        "// parts/b.js",
        "const $parts_b = (function $parts_b() {",
        "// Why.",
        "const { it } = $it;",
        "",
        "const b = it;",
        "function a() {}",
        "return { b, a };",
        "})();",
        "",
        "// page.js",
        "const $page = (function $page() {",
        "",
        "const { a: one, b } = $parts_b;",
        "one(b);",
        "return {  };",
        "})();",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('import it from "./it.js";', "page.js, line 2: write imports on top as"),
        ('import * as it from "./it.js";', "page.js, line 2"),
        ("it();\nimport { it } from './it.js';", "page.js, line 3"),
        ('it();\nimport { it } from "./it.js";', "page.js, line 3"),
        ("export default 1;", "page.js, line 2"),
        ("export let it = 1;", "page.js, line 2"),
        ("export { it };", "page.js, line 2"),
        ('export * from "./it.js";', "page.js, line 2"),
        ('  await import("./it.js");', "page.js, line 2"),
        ("  say(import.meta.url);", "page.js, line 2"),
        ("await it();", "page.js, line 2: a module that is joined cannot wait"),
        ("const it = await there();", "cannot wait"),
        ('import { it } from "./gone.js";', "page.js: imports gone.js, which does not exist"),
        ('import { it } from "./page.js";', "page.js -> page.js"),
    ],
)
def test_what_cannot_be_joined_is_named(line: str, said: str) -> None:
    sources = {
        "page.js": f'import {{ a }} from "./it.js";\n{line}\n',
        "it.js": "export const a = 1;\n",
    }
    if "page.js -> " in said:
        sources["entry.js"] = 'import "./page.js";\n'
    with pytest.raises(UnfitModule, match=re.escape(said)):
        joined_modules(sources)


def test_words_in_a_comment_are_none() -> None:
    sources = {
        "page.js": 'import { a } from "./it.js";\n'
        "// import.meta is not\n/** nor import() */\na();\n",
        "it.js": "export async function a() { await 1; }\n",
    }
    assert "// import.meta is not" in joined_modules(sources)["page.js"]
