"""The option of the commands that answer people in words and programs in JSON."""

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
