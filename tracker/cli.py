"""The `tracker` command: one line per command of tracker/commands."""

from importlib import import_module
from pathlib import Path

import click

from tracker.build import version
from tracker.commands.settings import env_file_option
from tracker.storage.disk.private_files import only_ours

# name: where it is
COMMANDS = {
    "backup": "backup:backup",
    "config": "config:config",
    "create-session": "create_session:create_session",
    "doctor": "doctor:doctor",
    "geo": "geo:geo",
    "import": "importing:import_",
    "lists": "lists:lists",
    "maintenance": "maintenance:maintenance",
    "mcp": "mcp:mcp",
    "note": "note:note",
    "prune": "prune:prune",
    "ready": "ready:ready",
    "reports": "reports:reports",
    "reset-database": "staging:reset_database",
    "restore": "restore:restore",
    "save-open": "save_open:save_open",
    "seed": "staging:seed",
    "serve": "serve:serve",
    "setup-link": "setup_link:setup_link",
    "shell": "shell:shell",
    "site": "site:site",
    "stats": "stats:stats",
    "status": "status:status",
    "tail": "tail:tail",
    "user": "user:user",
    "verify": "verify:verify",
}


class Commands(click.Group):
    """Imports a command when it is called: all of them together take most of a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """By name."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 (the signature is the library's)
        cmd_name: str,
    ) -> click.Command | None:
        """None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"tracker.commands.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """What the system refuses is a sentence; a traceback would say no more."""
        try:
            return super().invoke(ctx)
        except (PermissionError, NotADirectoryError) as error:
            raise click.ClickException(_refused(error)) from error


def _refused(error: OSError) -> str:
    what = error.filename or "Something that it needs"
    return (
        f"{what} cannot be used: {error.strerror}. "
        "Run the command as the server's user, or as root."
    )


def _say_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"tracker, version {version()}")
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version and exit.",
)
@env_file_option
@click.pass_context
def tracker(context: click.Context, env_file: Path | None) -> None:  # noqa: ARG001 (it is read there)
    """Tracker, a self-hosted live web analytics server.

    Settings come from the environment and from --env-file, or from the file .env in the current
    folder. Commands that read or change the database work beside a running server and without."""
    context.with_resource(only_ours())
