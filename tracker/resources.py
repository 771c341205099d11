"""Where the templates and static files are: inside a wheel, or beside tracker/ in a checkout."""

from pathlib import Path

HERE = Path(__file__).parent


def templates() -> Path:
    """The folder of the templates."""
    return folder_named("templates")


def static() -> Path:
    """The folder of the static files."""
    return folder_named("static")


def documents() -> Path:
    """The folder of what is written about the product."""
    return folder_named("docs")


def security_policy() -> Path:
    """What is promised to those who look for holes, and what an operator has to do."""
    return documents() / "security.md"


def locales() -> Path:
    """The folder of the translations."""
    return HERE / "locales"


def vendored(name: str) -> Path:
    """A folder of data that others made, each with its licence."""
    return HERE / "vendor" / name


def folder_named(name: str) -> Path:
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name
