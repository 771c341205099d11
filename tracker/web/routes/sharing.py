"""What strangers may see."""

from __future__ import annotations

from aiohttp import web

from tracker.web.badges import owners as badges
from tracker.web.badges import pictures
from tracker.web.routes.places import SITE, TOKEN
from tracker.web.sharing import framed
from tracker.web.sharing import links as shared_links
from tracker.web.sharing import live as shared_live
from tracker.web.sharing import page as sharing

LINK = SITE + r"/shares/{link_id:\d{1,18}}"
SHARED = "/share/" + TOKEN
BADGE = "/badge/" + TOKEN

ROUTES: list[web.AbstractRouteDef] = [
    web.get(SITE + "/shares", shared_links.link_list, name="shared_links"),
    web.post(SITE + "/shares", shared_links.link_add),
    web.get(LINK + "/change", shared_links.link_page, name="shared_link"),
    web.post(LINK + "/change", shared_links.link_change),
    web.post(LINK + "/revoke", shared_links.link_revoke, name="shared_link_revoke"),
    web.get(SHARED, sharing.shared_page, name="shared"),
    web.post(SHARED, sharing.shared_password),
    web.get(SHARED + "/frame", framed.shared_frame, name="shared_frame"),
    web.get(SHARED + "/frame/{theme:light|dark}", framed.shared_frame, name="shared_frame_in"),
    web.get(SHARED + "/live", shared_live.shared_live, name="shared_live"),
    web.get(SHARED + "/live/socket", shared_live.shared_socket, name="shared_socket"),
    web.get(SHARED + "/live/events", shared_live.shared_asked, name="shared_asked"),
    web.get(SITE + "/badges", badges.badge_list, name="badges"),
    web.post(SITE + "/badges", badges.badge_add),
    web.post(
        SITE + r"/badges/{badge_id:\d{1,18}}/remove", badges.badge_remove, name="badge_remove"
    ),
    web.get(BADGE + ".svg", pictures.badge_svg, name="badge_svg"),
    web.get(BADGE + ".png", pictures.badge_png, name="badge_png"),
    web.get(BADGE + ".json", pictures.badge_json, name="badge_json"),
    web.get(BADGE + ".js", pictures.badge_script, name="badge_script"),
]
