"""Brings tracker/locales/*.po up to date with the texts of the code, and lists what is missing.

python scripts/messages.py          new texts are added, untranslated; gone ones are taken out
python scripts/messages.py --check  changes nothing; 1 when a translation is missing or surplus
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "tracker" / "locales"

KEYWORDS = DEFAULT_KEYWORDS | {"every_form": (1, 2)}

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def texts() -> Catalog:
    """Every text that people read."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as settings:
        methods, options = parse_mapping_cfg(settings)
    found = Catalog(charset="utf-8")
    found_texts = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    for _file, _line, text, comments, context in found_texts:
        found.add(text, auto_comments=comments, context=context)
    return found


def translations() -> dict[str, Catalog]:
    """The catalogues by language."""
    found = {}
    for path in sorted(LOCALES.glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=path.stem)
    return found


def missing(translated: Catalog, every: Catalog) -> list[str]:
    """The texts that have no finished translation."""
    return [
        key_of(each) for each in every if each.id and not finished(translated.get(key_of(each)))
    ]


def surplus(translated: Catalog, every: Catalog) -> list[str]:
    """The translations of texts that are gone."""
    known = {key_of(each) for each in every}
    return [key_of(each) for each in translated if each.id and key_of(each) not in known]


def finished(message: Message | None) -> bool:
    """Whether every form of the text is there and nobody doubts it."""
    if message is None or message.fuzzy:
        return False
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(said) and all(said)


def key_of(message: Message) -> str:
    """The text, or the first form of one that is counted."""
    return message.id if isinstance(message.id, str) else message.id[0]


def update(language: str, translated: Catalog, every: Catalog) -> None:
    """Write the file anew: all texts there are, in the alphabet's order, without places."""
    translated.update(every, no_fuzzy_matching=True)
    out = io.BytesIO()
    style = {"width": 100, "no_location": True, "sort_output": True, "ignore_obsolete": True}
    write_po(out, translated, omit_header=True, **style)
    head = HEADER.format(language=language, plural=translated.plural_forms)
    (LOCALES / f"{language}.po").write_text(head + out.getvalue().decode(), "utf-8")


def main() -> int:
    """What is missing, by language; 0 when nothing is."""
    every, wrong = texts(), 0
    for language, translated in translations().items():
        lacking, gone = missing(translated, every), surplus(translated, every)
        for text in lacking:
            print(f"{language}: no translation of {text!r}")
        for text in gone:
            print(f"{language}: nothing says {text!r} any more")
        print(f"{language}: {len(lacking)} missing, {len(gone)} surplus, of {len(every)} texts")
        wrong += len(lacking) + len(gone)
        if "--check" not in sys.argv:
            update(language, translated, every)
    return 1 if wrong and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
