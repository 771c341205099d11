"""Bodies that nobody can read, in every way in which they can be sent."""

import gzip
from collections.abc import Iterator

FORM = "application/x-www-form-urlencoded"
LIMIT = "--x\r\nContent-Disposition: form-data; "
NAMED = f'{LIMIT}name="a"\r\n'
PARTS = {
    "no name": f"{LIMIT}\r\n\r\na\r\n--x--\r\n",
    "no disposition": "--x\r\n\r\na\r\n--x--\r\n",
    "no end": f"{NAMED}\r\nabc",
    "no headers' end": NAMED,
    "a header that is none": "--x\r\nnonsense\r\n\r\na\r\n--x--\r\n",
    "a charset that is none": f"{NAMED}Content-Type: text/plain; charset=no\r\n\r\na\r\n--x--\r\n",
    "an encoding that is none": f"{NAMED}Content-Transfer-Encoding: no\r\n\r\na\r\n--x--\r\n",
    "base64 that is none": f"{NAMED}Content-Transfer-Encoding: base64\r\n\r\n*\r\n--x--\r\n",
    "gzip that is none": f"{NAMED}Content-Encoding: gzip\r\n\r\na\r\n--x--\r\n",
    "parts in parts": f"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n{'--x' * 50}",
    "a length that is none": f"{NAMED}Content-Length: -1\r\n\r\na\r\n--x--\r\n",
    "a longer length": f"{NAMED}Content-Length: 99\r\n\r\na\r\n--x--\r\n",
    "a file": f'{LIMIT}name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n',
    "nothing but limits": "--x\r\n" * 200,
}
TYPES = [
    "multipart/form-data",
    "multipart/form-data; boundary=",
    'multipart/form-data; boundary="',
    "multipart/form-data; boundary=" + "x" * 100,
    "multipart/form-data; boundary=\xff",
    "multipart/mixed; boundary=x",
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=nonsense",
    f"{FORM}; charset*=utf-8''nonsense",
    f"{FORM}; charset*0*=''%ff; charset*1=a",
    f'{FORM}; charset="',
    f"{FORM}; charset=idna",
    f"{FORM}; charset=base64",
    f"{FORM};;;=;=\xff",
    FORM,
    "application/json; charset=utf-7",
    "text/plain; charset=rot13",
    "/",
    ";",
    "\xff\xfe",
]
BODIES = [b"a=%ff", b"\xff\xfe=\x00", b"%", b"=" * 500, b"&" * 5_000, b"a=" + b"%u1234" * 100]
COMPRESSED = gzip.compress(b"a" * 1_000_000)
ENCODINGS = ["gzip", "deflate", "br", "zstd", "nonsense", "identity"]
# The framing of a body, and what of it arrives before the sender closes its side.
FRAMES = {
    "chunks that are none": ("Transfer-Encoding: chunked", b"nonsense\r\n\r\n"),
    "a chunk's size that is none": ("Transfer-Encoding: chunked", b"-1\r\na\r\n0\r\n\r\n"),
    "a chunk without end": ("Transfer-Encoding: chunked", b"5\r\na=b"),
    "a chunk that goes on": ("Transfer-Encoding: chunked", b"1\r\nabc\r\n0\r\n\r\n"),
    "a huge chunk": ("Transfer-Encoding: chunked", b"ffffffffffffffff\r\na"),
    "no last chunk": ("Transfer-Encoding: chunked", b"1\r\na\r\n"),
    "trailers that are none": ("Transfer-Encoding: chunked", b"1\r\na\r\n0\r\nnonsense\r\n\r\n"),
    "less than said": ("Content-Length: 500", b"a=b"),
    "more than fits": ("Content-Length: 50000", b"a" * 50_000),
    "much more than fits": ("Content-Length: 99999999999999999999", b"a"),
    "an encoding that is none": ("Transfer-Encoding: nonsense", b"a"),
    "two lengths": ("Content-Length: 1\r\nContent-Length: 2", b"ab"),
}


def malformed(path: str, headers: str) -> Iterator[tuple[bytes, bool]]:
    """Requests, and whether the sender leaves in the middle of each."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n{headers}"
    whole = [("multipart/form-data; boundary=x", part.encode()) for part in PARTS.values()]
    whole += [(kind, BODIES[0]) for kind in TYPES]
    whole += [(FORM, body) for body in BODIES]
    for kind, body in whole:
        yield sized(head + f"Content-Type: {kind}\r\n", body), False
    for encoding in ENCODINGS:
        more = f"Content-Type: {FORM}\r\nContent-Encoding: {encoding}\r\n"
        yield sized(head + more, b"not compressed"), False
        yield sized(head + more, COMPRESSED), False
    for frame, sent in FRAMES.values():
        for kind in (FORM, "multipart/form-data; boundary=x", "application/json"):
            yield f"{head}Content-Type: {kind}\r\n{frame}\r\n\r\n".encode("latin-1") + sent, True


def sized(head: str, body: bytes) -> bytes:
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body
