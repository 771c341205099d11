"""The same name has the same picture, today and in ten years."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.avatars import TONES, digest_of, draw

JOE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 70 70" width="70" height="70">\
<path fill="#a3572b" d="M0 0h70v70H0z"/><path fill="#fff" shape-rendering="crispEdges" d="\
M31 15h8v8h-8z\
M23 23h8v8h-8zM31 23h8v8h-8zM39 23h8v8h-8z\
M15 31h8v8h-8zM23 31h8v8h-8zM39 31h8v8h-8zM47 31h8v8h-8z\
M15 39h8v8h-8zM23 39h8v8h-8zM39 39h8v8h-8zM47 39h8v8h-8z\
M15 47h8v8h-8zM31 47h8v8h-8zM47 47h8v8h-8z\
"/></svg>"""


def test_joe_looks_like_this() -> None:
    assert digest_of("joe") == "78675cc176081372"
    assert draw("78675cc176081372") == JOE


def test_other_people_look_different() -> None:
    pictures = {draw(digest_of(f"joe{number}")) for number in range(500)}
    assert len(pictures) > 490


@given(st.integers(0, 2**64 - 1))
def test_every_picture_can_be_seen_and_is_symmetrical(number: int) -> None:
    ground, pattern = ElementTree.fromstring(draw(f"{number:016x}"))
    assert ground.get("fill") in TONES
    cells = [cell.split("h")[0].split() for cell in (pattern.get("d") or "").split("M")[1:]]
    found = {(int(x), int(y)) for x, y in cells}
    assert 4 <= len(found) <= 22
    assert {(62 - x, y) for x, y in found} == found


def test_white_can_be_read_on_every_tone() -> None:
    assert [tone for tone in TONES if 1.05 / (luminance(tone) + 0.05) < 4.5] == []


def luminance(tone: str) -> float:
    channels = [int(tone[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
