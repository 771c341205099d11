"""A badge as SVG: texts and shapes, no script, style or address in it."""

from __future__ import annotations

from html import escape

from tracker.domain.badges.layout import ACCENT, BASELINE, DARK, HEIGHT, PADDING, ROUND, laid_out

FONTS = "Verdana,DejaVu Sans,Geneva,sans-serif"


def svg_badge(label: str, number: str) -> str:
    """The picture."""
    layout = laid_out(label, number)
    said = escape(f"{label}: {number}" if label else number)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{HEIGHT}" '
        f'role="img" aria-label="{said}"><title>{said}</title>'
        f'<clipPath id="r"><rect width="{layout.width}" height="{HEIGHT}" rx="{ROUND}"/></clipPath>'
        f'<g clip-path="url(#r)">{_field(0, layout.left, DARK)}'
        f"{_field(layout.left, layout.right, ACCENT)}</g>"
        f'<g fill="#fff" font-family="{FONTS}" font-size="11">{_text(label, 0, layout.left)}'
        f"{_text(number, layout.left, layout.right)}</g></svg>\n"
    )


def _field(begin: int, width: int, colour: str) -> str:
    return f'<path fill="#{colour}" d="M{begin} 0h{width}v{HEIGHT}h-{width}z"/>' if width else ""


def _text(text: str, begin: int, width: int) -> str:
    """As wide as it was measured, whatever letters the reader's machine has."""
    if not text:
        return ""
    across = width - 2 * PADDING
    place = f'x="{begin + PADDING}" y="{BASELINE}" textLength="{across}"'
    return f"<text {place}>{escape(text)}</text>"
