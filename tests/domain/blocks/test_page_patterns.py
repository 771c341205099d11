"""Patterns of paths: the same pages as goals mean, at no cost that a path could drive up."""

import random
import re

import pytest

from tracker.domain.blocks.block import Rule
from tracker.domain.blocks.page_patterns import PagePatterns
from tracker.domain.reports.goals import regex_of

PARTS = ("a", "b", "/", "/", "a/", "*", "**")


def found(path: str, *patterns: str) -> str:
    rules = [Rule(number, 1, "page", each) for number, each in enumerate(patterns)]
    rule = PagePatterns(rules).find(path)
    return rule.of if rule else ""


def a_path_for(pattern: str, chance: random.Random) -> str:
    """One that fits more often than not."""
    some = {"*": ("", "a", "ab"), "**": ("", "a", "b/a", "/a/b")}
    parts = re.split(r"(\*\*?)", pattern)
    path = "".join(chance.choice(some[each]) if each in some else each for each in parts)
    return path if chance.random() < 0.7 else path + chance.choice("ab/")


def test_a_pattern_means_what_it_means_to_a_goal() -> None:
    chance = random.Random(16)
    fitting = 0
    for _ in range(20_000):
        pattern = "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 9)))
        if "***" in pattern:
            continue
        path = a_path_for(pattern, chance)
        wanted = re.fullmatch(regex_of(pattern)[1:-1], path)
        assert bool(found(path, pattern)) == bool(wanted), (pattern, path)
        fitting += bool(wanted)
    assert fitting > 8_000


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/thanks", "/thanks"),
        ("/blog/2026/launch", "/blog/**"),
        ("/blog/", "/blog/**"),
        ("/blog/2026/edit", "/blog/*/edit"),
        ("/a/b/preview/1", "/**/preview/*"),
        ("/report.pdf", "**.pdf"),
        ("/#/settings/me", "/#/settings/**"),
        ("/50%/(a)+[b]", "/50%/(a)+[*]"),
        ("/ab/c/aab", "/**a*b"),
    ],
)
def test_a_page_is_found_by_its_pattern(path: str, pattern: str) -> None:
    others = ("/other", "/blogs/**", "/blog/*/x/edit", "/a/preview/*", "**.pdfs", "/zzz/**", "/z*z")
    assert found(path, *others) == ""
    assert found(path, *others, pattern) == pattern


def test_of_many_beginnings_one_is_found() -> None:
    many = [f"/{a}{b}/**" for a in "abcdefghij" for b in "abcdefghij"]
    nested = [f"/cc/{'d/' * depth}**" for depth in range(1, 20)]
    assert found("/cd/x", *many, *nested) == "/cd/**"
    assert found("/cc/d/d/x", *many, *nested) == "/cc/d/d/**"
    assert found("/ck/", *many, *nested) == ""
    assert found("", *many) == ""
