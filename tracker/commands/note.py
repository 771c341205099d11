"""`tracker note`: what happened on a day, written on a site's reports."""

from __future__ import annotations

import json

import click
from multidict import MultiDict

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.passwords import check
from tracker.commands.settings import load_settings
from tracker.commands.visit_lines import plain
from tracker.web.forms.annotations import AnnotationForm

ANY_DAY = "2000-01-01"


@click.command(
    short_help="Write what happened on a day of a site's reports.",
    epilog="Example: tracker note example.com 'deploy 1.4'",
)
@click.argument("site")
@click.argument("words")
@click.option("--day", default="", help="Such as 2026-11-30; without it, the site's today.")
@json_option
def note(site: str, words: str, day: str, as_json: bool) -> None:
    """Write WORDS on a day of SITE, its name or its number: the charts of its reports show them."""
    form = AnnotationForm(MultiDict({"words": words, "day": day or ANY_DAY}))
    check(form)
    asked = {"site": site, "words": form.words.data, "day": day.strip()}
    made = act(load_settings(), "note-add", asked)
    if as_json:
        click.echo(json.dumps(made))
    else:
        click.echo(f"{plain(made['site'])}, {made['day']}: {plain(made['words'])}")
