"""A password for a command: typed unseen, piped in, or made. Never an argument: those are seen by
everybody on the machine, and kept in the shell's history."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click
from wtforms import Form

from tracker.web.forms.passphrases import passphrase

GENERATE, ASK, STDIN = "generate", "ask", "stdin"


def password_options(default: str) -> Callable[[Any], Any]:
    """The options that say where the password comes from; `password_from` is one of the three."""

    def decorate(command: Any) -> Any:
        for name, value, words in (
            ("--password-stdin", STDIN, "Read the password from the first line of the input."),
            ("--ask", ASK, "Type the password, unseen."),
            ("--generate", GENERATE, "Make a passphrase and print it once."),
        ):
            option = click.option(
                name,
                "password_from",
                flag_value=value,
                default=None,
                callback=lambda _context, _option, chosen: chosen or default,
                help=words + (" The default." if value == default else ""),
            )
            command = option(command)
        return command

    return decorate


def new_password(password_from: str) -> str:
    """As wished; a generated one has to be shown to the person by `say_generated`."""
    if password_from == GENERATE:
        return passphrase()
    if password_from == STDIN:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def say_generated(password_from: str, password: str) -> None:
    """The only time that it is shown."""
    if password_from == GENERATE:
        click.echo(f"The password, shown only now: {password}")


def generated(password_from: str, password: str) -> dict[str, str]:
    """The same for --json."""
    return {"password": password} if password_from == GENERATE else {}


def check(form: Form) -> None:
    """The rules of the web page; raises ClickException with what it would say."""
    if not form.validate():
        said = [
            f"{form[name].label.text}: {' '.join(map(str, each))}" for name, each in errors(form)
        ]
        raise click.ClickException("\n".join(said))


def errors(form: Form) -> list[tuple[str, list[str]]]:
    """The fields with errors."""
    return [(str(name), list(each)) for name, each in form.errors.items()]
