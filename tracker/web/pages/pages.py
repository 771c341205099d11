"""How a page is drawn: the template environment, the addresses of pages and static files."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from types import CodeType
from typing import Any, ClassVar

import aiohttp_jinja2
import jinja2
from aiohttp import web
from jinja2.bccache import Bucket

from tracker import resources
from tracker.domain.refusals import WORDS
from tracker.services.passkeys.answers import is_installed
from tracker.storage.sites.sites import sites_of
from tracker.web import keys
from tracker.web.asking.base_path import full_path
from tracker.web.asking.sessions import current_user
from tracker.web.pages.avatars import avatar_url
from tracker.web.pages.flags import flag_source
from tracker.web.pages.more_help import topic_of
from tracker.web.pages.static_files import StaticFiles
from tracker.web.words import i18n
from tracker.web.words.catalogues import catalogues, language_names
from tracker.web.words.channels import channel_names
from tracker.web.words.figures import FILTERS


def set_up_pages(app: web.Application) -> None:
    """Give the application its templates and its static files."""
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(resources.templates()),
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=jinja2.StrictUndefined,
        bytecode_cache=CompiledTemplates(),
        auto_reload=app[keys.CONFIG].debug,  # else every page asks the disk for every file's age
        trim_blocks=True,
        lstrip_blocks=True,
        filters=FILTERS,
    )
    i18n.teach(environment)
    catalogues()
    add_static_files(app, StaticFiles(resources.static(), anew=app[keys.CONFIG].debug))
    environment.globals["static_url"] = partial(static_url, app)
    environment.globals["avatar_url"] = partial(avatar_url, app)
    environment.globals["flag_source"] = partial(flag_source, app)
    environment.globals["has_passkeys"] = is_installed
    environment.globals["gravatar"] = app[keys.CONFIG].avatars == "gravatar"
    environment.globals["channel_names"] = channel_names
    environment.globals["language_names"] = language_names
    environment.globals["refusal_words"] = refusal_words
    environment.globals["path_of"] = partial(path_of, app)


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiles each template once a process, however many applications it makes."""

    _known: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Of that name and content."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """For the next one."""
        if bucket.code:
            self._known[bucket.key, bucket.checksum] = bucket.code


def get_ready(app: web.Application) -> None:
    """What the first visitors would have to wait for, or do without. Blocks: for a thread, after
    the start."""
    compile_templates(app)
    app[keys.STATIC_FILES].compress()


def compile_templates(app: web.Application) -> None:
    """Ahead of the first visitor of each page, whom it would cost up to a tenth of a second, and
    everybody else with them. Blocks: for a thread."""
    environment = aiohttp_jinja2.get_env(app)
    with suppress(OSError):  # no file can be opened just now: then the visitor waits after all
        for name in environment.list_templates():
            environment.get_template(name)


def add_static_files(app: web.Application, files: StaticFiles) -> None:
    """Serve them twice: under its content's hash, to be kept for ever, and plainly.

    The hash is in the path and not behind a `?`, so that a module's relative imports carry it too.
    """
    app[keys.STATIC_FILES] = files
    app[keys.STATIC] = f"/static/{files.digest}"

    async def static_file(request: web.Request) -> web.Response:
        return files.answer(request, request.match_info["path"])

    app.router.add_get(app[keys.STATIC] + "/{path:.+}", static_file)
    app.router.add_get("/static/{path:.+}", static_file, name="static")


SWITCHED = 30  # sites in the bar's menu, which leads to the list of all


def refusal_words() -> dict[str, dict[str, str]]:
    """What each refusal is called and what to do about it, for scripts."""
    return {
        reason: {"what": i18n.now(words.what), "remedy": i18n.now(words.remedy)}
        for reason, words in WORDS.items()
    }


async def render(
    request: web.Request, template: str, status: int = 200, **context: Any
) -> web.Response:
    """A page, drawn for whoever is signed in: `user` in the template, None for a stranger, who is
    not asked to log in where nobody has an account: `anybody`.

    A page of one `site` gets the first `sites` of its owner, for the switcher in the bar.
    """
    user = context.setdefault("user", await current_user(request))
    context.setdefault("role", request.get(keys.ROLE))
    if user is None and "anybody" not in context:
        context["anybody"] = await request.app[keys.ACCOUNTS].anybody()
    if user and "site" in context:
        context["sites"] = await sites_of(request.app[keys.KEPT], user.id, SWITCHED)
    return draw(request, template, status, **context)


def draw(request: web.Request, template: str, status: int = 200, **context: Any) -> web.Response:
    """A page that knows nothing but its context: no account, no database."""
    context.setdefault("topic", topic_of(request))
    context.setdefault("here", full_path(request.app, request.path))
    context.setdefault("read_only", bool(request.app[keys.KEPT].read_only))
    return aiohttp_jinja2.render_template(template, request, context, status=status)


def url(request: web.Request, name: str, **parts: Any) -> str:
    """The path of a named route."""
    return path_of(request.app, name, **parts)


def path_of(app: web.Application, name: str, **parts: Any) -> str:
    """The path of a named route, below BASE_PATH; raises KeyError for a name that routes.py does
    not know."""
    path = app.router[name].url_for(**{key: str(value) for key, value in parts.items()})
    return full_path(app, str(path))


def static_url(app: web.Application, path: str) -> str:
    """The path of a static file, new whenever the files change."""
    return full_path(app, f"{app[keys.STATIC]}/{path}")
