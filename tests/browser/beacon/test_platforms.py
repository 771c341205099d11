"""The guides' lines, put into pages as what those pages are made with does it."""

import pytest
from playwright.async_api import Page

from tests.browser.beacon.embedded import KEY, Web
from tracker.domain.snippets import snippets

pytestmark = pytest.mark.embedded("plays the server itself")

# What a tag manager leaves of a tag: its address, in a new one that is added once all is loaded.
BARE = """
const text = document.querySelector("template").innerHTML;
const add = () => {
  const source = /src="([^"]+)"/.exec(text)[1];
  document.body.append(Object.assign(document.createElement("script"), {src: source}));
};
addEventListener("load", () => setTimeout(add));
"""
# next/script: the tag is made after hydration, attribute by attribute, and keeps none of its order.
HYDRATED = """
addEventListener("load", () => setTimeout(() => {
  const kept = document.querySelector("template").content.firstElementChild;
  const script = document.createElement("script");
  script.src = kept.getAttribute("src");
  for (const {name, value} of [...kept.attributes].reverse())
    if (name != "src") script.setAttribute(name, value);
  script.dataset.nscript = "afterInteractive";
  document.body.appendChild(script);
}));
"""
# Rocket Loader and its like: other types until all is there, then one after the other, anew.
DELAYED = """
addEventListener("load", () => setTimeout(() => {
  for (const late of document.querySelectorAll('[type$="-text/javascript"]')) {
    const script = document.createElement("script");
    for (const {name, value} of late.attributes)
      if (name != "type") script.setAttribute(name, value);
    late.after(script);
    late.remove();
  }
}));
"""


def page_with(way: str, line: str, web: Web) -> str:
    """The text of a page into which the line was put that way."""
    in_head, in_body = {
        "pasted": (line, ""),
        "minified": (line.replace('"', "").replace(" defer", "").replace("></", " defer></"), ""),
        "in the body": ("", line),
        "by a tag manager": ("", f"<template>{line}</template><script>{BARE}</script>"),
        "twice by a tag manager": (
            "",
            f"<template>{line}</template><script>{BARE}addEventListener('load', () => "
            "setTimeout(add, 100))</script>",
        ),
        "after hydration": ("", f"<template>{as_tag(line)}</template><script>{HYDRATED}</script>"),
        "delayed": (
            line.replace("<script", '<script type="f00-text/javascript"')
            + f"<script>{DELAYED}</script>",
            "",
        ),
        "by two plugins": (f"{line}{line.replace(' defer', ' async')}", '<p id="tracker">GPS</p>'),
        "with a nonce": (
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src '
            f"'nonce-n0nce' 'strict-dynamic'; connect-src {web.collector.address}; "
            "require-trusted-types-for 'script'\">"
            + line.replace("<script", "<script nonce=n0nce"),
            "",
        ),
    }[way]
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>Home</title>{in_head}</head>"
        f"<body>{in_body}<h1>Home</h1></body></html>"
    )


def as_tag(line: str) -> str:
    """What of a component becomes an element."""
    return line.partition("<Script")[2].replace(" />", "></script>").join(["<script", ""])


WAYS = {
    "html": ["pasted", "minified", "in the body", "delayed", "by two plugins", "with a nonce"],
    "tag-manager": ["by a tag manager", "twice by a tag manager"],
    "next": ["after hydration"],
    "astro": ["pasted"],
}


@pytest.mark.parametrize(
    ("kind", "way"), [(kind, way) for kind, ways in WAYS.items() for way in ways]
)
async def test_a_guides_line_counts_each_page_once(
    web: Web, browser_page: Page, kind: str, way: str
) -> None:
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    browser_page.on("pageerror", lambda error: said.append(str(error)))
    web.pages["/"] = page_with(way, line_of(kind, web), web)
    await browser_page.goto(f"{web.origin}/")
    await web.collector.first("pageview", url=f"{web.origin}/", title="Home")
    await browser_page.evaluate("history.pushState({}, '', '/cart'); document.title = 'Cart'")
    await web.collector.first("pageview", url=f"{web.origin}/cart", title="Cart")
    names = [message["name"] for message in await web.only(browser_page)]
    assert names == ["pageview", "leave", "pageview"]
    assert {request.path for request in web.collector.requests} == {f"/visit/{KEY}"}
    assert said == []


def line_of(kind: str, web: Web) -> str:
    return dict(snippets(f"{web.collector.address}/beacon.js", KEY))[kind]


# Routers

# Turbo: the address first, then the next page's body and title; a script in the body runs again.
TURBO = """
async (path) => {
  history.pushState({turbo: {restorationIdentifier: "1"}}, "", path);
  const next = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
  document.title = next.title;
  document.body = next.body;
  for (const script of document.body.querySelectorAll("script")) run(script);
  history.replaceState({turbo: {scrollPosition: {x: 0, y: 0}}}, "", path);
}
"""
# Astro's ClientRouter: head and body are swapped inside a view transition, the address comes last.
ASTRO = """
async (path) => {
  const next = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
  await document.startViewTransition(() => {
    document.head.replaceChildren(...next.head.childNodes);
    document.body.replaceWith(next.body);
    history.pushState({index: 1, scrollX: 0, scrollY: 0}, "", path);
  }).updateCallbackDone;
  for (const script of document.querySelectorAll("script")) run(script);
  history.replaceState({index: 1, scrollX: 0, scrollY: 0}, "");
}
"""
# React's, Vue's, Next's: the address, a moment later the title; state is written over and over.
ROUTER = """
async (path) => {
  history.replaceState({...history.state, scroll: {top: 0}}, "");
  history.pushState({key: "x"}, "", path);
  await new Promise((done) => setTimeout(done, 50));
  document.title = path.slice(1);
  history.replaceState({key: "x", scroll: {top: 9}}, "", path);
}
"""
# A router that has taken pushState before the script came, or gives the browser's own back to the
# page, as Next's does when it is mounted anew.
KEPT = "async (path) => { own.call(history, {}, '', path); document.title = path.slice(1) }"
RESTORED = """
async (path) => {
  history.pushState = own;
  history.pushState({}, "", path);
  document.title = path.slice(1);
}
"""
# The one that browsers have by themselves.
NAVIGATION = """
async (path) => {
  navigation.addEventListener("navigate", (event) => event.intercept({
    handler: async () => { document.title = path.slice(1) },
  }), {once: true});
  await navigation.navigate(path).finished;
}
"""
RUN = """<script>
window.own = history.pushState;
window.run = (script) => {
  const again = document.createElement("script");
  for (const {name, value} of script.attributes) again.setAttribute(name, value);
  again.text = script.text;
  script.replaceWith(again);
};
</script>"""
ROUTERS = {
    "turbo": TURBO,
    "astro": ASTRO,
    "router": ROUTER,
    "pushState kept": KEPT,
    "pushState restored": RESTORED,
    "navigation": NAVIGATION,
}


@pytest.mark.parametrize(
    ("router", "where"),
    [*((each, "head") for each in ROUTERS), ("turbo", "body"), ("astro", "body")],
)
async def test_whatever_changes_the_page_each_is_counted_once_with_its_title(
    web: Web, browser_page: Page, router: str, where: str
) -> None:
    """In the body the script runs again wherever that is swapped."""
    line = line_of("html", web)
    for path, title in (("/", "home"), ("/shop", "shop"), ("/cart", "cart")):
        head, body = (line, "") if where == "head" else ("", line)
        web.pages[path] = (
            f"<!doctype html><html><head><title>{title}</title>{RUN if path == '/' else ''}{head}"
            f"</head><body><h1>{title}</h1>{body}</body></html>"
        )
    await browser_page.goto(f"{web.origin}/")
    await web.collector.first("pageview", title="home")
    for path in ("/shop", "/cart"):
        await browser_page.evaluate(ROUTERS[router], path)
        await web.collector.first("pageview", url=web.origin + path, title=path[1:])
    await browser_page.go_back()
    await web.collector.wait(2, "pageview", url=f"{web.origin}/shop")
    seen = [each["url"] for each in await web.only(browser_page) if each["name"] == "pageview"]
    assert seen == [web.origin + path for path in ("/", "/shop", "/cart", "/shop")]


WITHOUT = "Object.defineProperty(window, 'navigation', {value: undefined})"
OWN = "window.navigation = document.createElement('nav'); navigation.addEventListener = 0"


@pytest.mark.parametrize("browser_has", [WITHOUT, OWN], ids=["none", "another thing"])
async def test_without_a_navigation_api_routers_are_followed_all_the_same(
    web: Web, browser_page: Page, browser_has: str
) -> None:
    thrown: list[str] = []
    browser_page.on("pageerror", lambda error: thrown.append(str(error)))
    await browser_page.add_init_script(browser_has)
    await browser_page.goto(web.page("/"))
    await web.collector.first("pageview")
    await browser_page.evaluate(ROUTER, "/shop")
    await web.collector.first("pageview", url=f"{web.origin}/shop", title="shop")
    await browser_page.evaluate("history.replaceState({}, '', '/cart')")
    await web.collector.first("pageview", url=f"{web.origin}/cart")
    await browser_page.go_back()
    await web.collector.wait(2, "pageview", url=f"{web.origin}/")
    assert thrown == []
