"""Badges as pictures: what is read on them, how wide they are, and that programs can open them."""

import struct
import zlib
from xml.etree import ElementTree

import pytest

from tracker.domain.badges.badge import FIGURES, LIFE
from tracker.domain.badges.layout import HEIGHT, PADDING, laid_out
from tracker.domain.badges.letters import letters, placed, width_of
from tracker.domain.badges.png import ON_ACCENT, SIGNATURE, png_badge
from tracker.domain.badges.svg import svg_badge

SVG = "{http://www.w3.org/2000/svg}"


def test_an_svg_says_label_and_number_and_holds_nothing_else() -> None:
    for label in ("visitors now", 'a "b" <script>&', "訪問者"):
        root = ElementTree.fromstring(svg_badge(label, "1,234"))
        assert root.attrib["aria-label"] == root.findtext(f"{SVG}title") == f"{label}: 1,234"
        assert [each.text for each in root.iter(f"{SVG}text")] == [label, "1,234"]
        kinds = {each.tag.removeprefix(SVG) for each in root.iter()}
        assert kinds == {"svg", "title", "clipPath", "rect", "g", "path", "text"}


def test_without_a_label_the_number_stands_alone() -> None:
    root = ElementTree.fromstring(svg_badge("", "7"))
    assert [each.text for each in root.iter(f"{SVG}text")] == ["7"]
    assert root.attrib["aria-label"] == "7"
    assert len(list(root.iter(f"{SVG}path"))) == 1
    assert laid_out("", "7").left == 0


def test_it_is_as_wide_as_its_letters() -> None:
    assert width_of("") == 0
    assert width_of("iii") < width_of("MMM")
    assert width_of("訪") == 11
    layout = laid_out("pageviews", "12.3k")
    assert layout.left == round(width_of("pageviews")) + 2 * PADDING
    assert f'width="{layout.width}"' in svg_badge("pageviews", "12.3k")


def pixels(png: bytes) -> tuple[dict[bytes, bytes], list[bytes]]:
    """The parts of the file, each with the right sum, and its rows."""
    assert png.startswith(SIGNATURE)
    parts, at = {}, len(SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        (summed,) = struct.unpack(">I", png[at + 8 + size : at + 12 + size])
        assert summed == zlib.crc32(name + data)
        parts[name] = data
        at += 12 + size
    raw = zlib.decompress(parts[b"IDAT"])
    across = struct.unpack(">I", parts[b"IHDR"][:4])[0] + 1
    return parts, [raw[n : n + across] for n in range(0, len(raw), across)]


@pytest.mark.parametrize("label", ["visitors now", "", "WWWW", "Ärger", "訪問者", "j" * 40])
def test_a_png_is_a_whole_picture_of_the_same_size(label: str) -> None:
    layout = laid_out(label, "12")
    parts, rows = pixels(png_badge(label, "12"))
    assert list(parts) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    assert struct.unpack(">II", parts[b"IHDR"][:8]) == (layout.width, HEIGHT)
    assert {len(row) for row in rows} == {layout.width + 1}
    assert {row[0] for row in rows} == {0}
    assert len(rows) == HEIGHT
    assert len(parts[b"PLTE"]) == 3 * len(parts[b"tRNS"])
    assert max(max(row) for row in rows) < len(parts[b"tRNS"])


def test_its_letters_are_there_and_its_corners_are_round() -> None:
    parts, rows = pixels(png_badge("now", "12"))
    seen, white = parts[b"tRNS"], ON_ACCENT[15]
    assert seen[rows[0][1]] < 100 < seen[rows[0][5]] == 255
    assert seen[rows[HEIGHT - 1][-1]] < 100
    assert any(white in row for row in rows), "a stroke of the 1 is full"
    left = laid_out("now", "12").left
    assert all(white not in row[1 : left + 1] for row in rows)


def test_what_has_no_pixels_stands_without_marks_or_as_a_question_mark() -> None:
    known = letters()
    assert "\u1e9b" not in known  # a long s with a dot above
    assert [letter for _, letter in placed("\u1e09")] == [known["ç" if "ç" in known else "c"]]
    assert [letter for _, letter in placed("訪")] == [known["?"]]
    assert placed("") == []


def test_each_figure_is_good_for_seconds() -> None:
    assert set(LIFE) == set(FIGURES)
    assert max(LIFE.values()) <= 60
