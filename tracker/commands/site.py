"""`tracker site`: the sites."""

from __future__ import annotations

import json

import click
from multidict import MultiDict

from tracker.commands.acting import act
from tracker.commands.json_option import json_option
from tracker.commands.passwords import check
from tracker.commands.settings import load_settings
from tracker.commands.visit_lines import plain
from tracker.domain.snippets import script_tag
from tracker.web.forms.sites import NewSiteForm


@click.group()
def site() -> None:
    """The sites of this server."""


@site.command("list", epilog="Example: tracker site list --json")
@json_option
def list_(as_json: bool) -> None:
    """List every site, the oldest first."""
    sites = act(load_settings(), "site-list")["sites"]
    if as_json:
        click.echo(json.dumps(sites, indent=2))
        return
    for each in sites:
        owner = plain(each["owner"])
        click.echo(f"{each['id']:>4}  {each['key']}  {plain(each['name']):<32}  {owner}")


@site.command(epilog="Example: tracker site add example.com --owner ada")
@click.argument("name")
@click.option("--owner", required=True, metavar="USER", help="Whose site it is: name or e-mail.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/Berlin.")
@json_option
def add(name: str, owner: str, time_zone: str, as_json: bool) -> None:
    """Add the site NAME, such as example.com, and print what its pages need."""
    config = load_settings()
    form = NewSiteForm(MultiDict({"name": name, "time_zone": time_zone}))
    check(form)
    new = {"name": form.name.data, "owner": owner, "time_zone": time_zone}
    made = act(config, "site-add", new)["site"]
    if as_json:
        click.echo(json.dumps(made))
        return
    click.echo(f"Site {made['id']}, {made['name']}, has the key {made['key']}.")
    if config.public_url:
        script = f"{config.public_url}{config.base_path}/{config.beacon_name}"
        click.echo(script_tag(script, made["key"], False))
