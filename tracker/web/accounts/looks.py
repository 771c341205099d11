"""How one wants to see the pages: chosen in the bar's menu, wherever one is."""

from __future__ import annotations

from aiohttp import web
from yarl import URL

from tracker.services.accounts.profiles import save_looks
from tracker.web import keys
from tracker.web.asking.redirects import safe_target
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.bodies import fields_of
from tracker.web.forms.profiles import THEMES
from tracker.web.pages.pages import url
from tracker.web.words.catalogues import catalogues
from tracker.web.words.i18n import _


async def looks_save(request: web.Request) -> web.Response:
    """The theme or the language, from this answer on; it leads back to where it was chosen."""
    user, fields = await signed_in(request), await fields_of(request)
    theme = fields.get("theme", user.theme)
    language = fields.get("language", user.language)
    if theme not in THEMES or language not in {"", *catalogues()}:
        raise web.HTTPBadRequest(text=_("Choose a theme or a language from the menu."))
    await save_looks(request.app[keys.KEPT], user, str(theme), str(language))
    raise web.HTTPSeeOther(URL(_came_from(request), encoded=True))


def _came_from(request: web.Request) -> str:
    """The page that the browser says it was on; it says nothing on pages with a secret address."""
    try:
        said = URL(request.headers.get("Referer", ""), encoded=True).raw_path_qs
    except ValueError:
        said = ""
    back = safe_target(said)
    return url(request, "home") if back == "/" else back
