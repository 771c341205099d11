"""Minifies static/beacon.source.js into static/beacon.js, and the same inside
static/drop_in.source.js, which speaks for other products' scripts, into static/drop_in.js; says
what they weigh on the wire."""

import gzip
import sys
from pathlib import Path

import minify

STATIC = Path(__file__).resolve().parent.parent / "static"
SOURCE = STATIC / "beacon.source.js"
MINIFIED = STATIC / "beacon.js"
LIMIT = 1_990  # bytes, gzipped
DROP_IN_SOURCE = STATIC / "drop_in.source.js"
DROP_IN = STATIC / "drop_in.js"
DROP_IN_LIMIT = 4_700

PLACE = "  /* beacon */\n"
OPENING = "(() => {\n"
# Where the beacon asks what the other script's attributes and calls have said. `None`: up to there,
# all of it.
SEAMS = [
    ("  // The own tag. ", 'console.warn("Tracker: no site");\n', ""),
    ("  const here = () => ", None, "  const here = () => custom.url || "),
    ("  const tracker = (name, properties) => {\n", None, "{}    if (!mayCount()) return;\n"),
    ("      referrer: referrer", None, "      referrer: (custom.referrer || referrer)"),
    (
        "properties: properties && kept",
        None,
        "properties: (properties || extra) && {{ ...extra, ...kept }}",
    ),
    ("      title: document.title,\n", None, "      title: custom.title || document.title,\n"),
]


def minified(source: str) -> str:
    """The script that goes out. `let` packs better than a mix with `const`, and means the same."""
    return minify.string("text/javascript", source.replace("const ", "let ")) + "\n"


def drop_in(source: str, beacon: str) -> str:
    """The script with the beacon inside. Raises ValueError where a seam is not to be found once."""
    body = beacon[beacon.index(OPENING) + len(OPENING) : beacon.rindex("})();")]
    for start, end, instead in SEAMS:
        if body.count(start) != 1:
            raise ValueError(f"{start!r} stands in {SOURCE.name} {body.count(start)} times")
        begin = body.index(start)
        after = begin + len(start) if end is None else body.index(end, begin) + len(end)
        body = body[:begin] + instead.format(start) + body[after:]
    if source.count(PLACE) != 1:
        raise ValueError(f"{PLACE!r} has to stand in {DROP_IN_SOURCE.name} once")
    return source.replace(PLACE, body)


def weight(script: str) -> int:
    """Bytes after gzip -9."""
    return len(gzip.compress(script.encode(), 9, mtime=0))


def made() -> list[tuple[Path, str, int]]:
    """Each file that goes out, what is in it, and what it may weigh."""
    beacon = SOURCE.read_text()
    return [
        (MINIFIED, minified(beacon), LIMIT),
        (DROP_IN, minified(drop_in(DROP_IN_SOURCE.read_text(), beacon)), DROP_IN_LIMIT),
    ]


def main() -> int:
    too_heavy = False
    for path, script, limit in made():
        path.write_text(script)
        print(f"{path.name}: {weight(script):,} of {limit:,} bytes gzipped")
        too_heavy |= weight(script) > limit
    return int(too_heavy)


if __name__ == "__main__":
    sys.exit(main())
