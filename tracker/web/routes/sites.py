"""Home, and what is set for a site."""

from __future__ import annotations

from aiohttp import web

from tracker.web.home import arranging, home
from tracker.web.home import live as home_live
from tracker.web.routes.places import SITE
from tracker.web.sites import (
    blocks,
    downloads,
    inviting,
    joining,
    live_asked,
    members,
    page_look,
    reset,
    settings,
    setup,
    sites,
    team,
    tokens,
)

MEMBER = r"/team/members/{user_id:\d{1,18}}"
INVITATION = "/invitations/{token:[A-Za-z0-9_-]{43}}"

ROUTES: list[web.AbstractRouteDef] = [
    web.get("/", home.home, name="home"),
    web.get("/live/home", home_live.home_socket, name="home_socket"),
    web.get("/live/home/figures", live_asked.home_asked, name="home_asked"),
    web.post("/account/order", arranging.sites_order, name="sites_order"),
    web.get("/sites/new", sites.site_new, name="site_new"),
    web.post("/sites/new", sites.site_add),
    web.get(SITE + "/setup", setup.setup_page, name="site_setup"),
    web.get(SITE + "/test-page", setup.test_visit_again, name="site_test"),
    web.post(SITE + "/test-page", setup.test_visit),
    web.post(SITE + "/hosts", setup.host_allow, name="site_hosts"),
    web.post(SITE + "/look", page_look.page_look, name="site_look"),
    web.get(SITE + "/settings", settings.settings_page, name="site_settings"),
    web.post(SITE + "/settings", settings.settings_save),
    web.post(SITE + "/pin", arranging.site_pin, name="site_pin"),
    web.get(SITE + "/export", downloads.site_export, name="site_export", allow_head=False),
    web.post(SITE + "/retention", settings.retention_save, name="site_retention"),
    web.get(SITE + "/blocks", blocks.block_list, name="site_blocks"),
    web.post(SITE + "/blocks", blocks.block_add),
    web.post(
        SITE + r"/blocks/{block_id:\d{1,18}}/remove", blocks.block_remove, name="site_block_remove"
    ),
    web.get(SITE + "/reset", reset.reset_page, name="site_reset"),
    web.post(SITE + "/reset", reset.site_reset),
    web.post(SITE + "/delete", settings.site_delete, name="site_delete"),
    web.get(SITE + "/tokens", tokens.token_list, name="site_tokens"),
    web.post(SITE + "/tokens", tokens.token_add),
    web.post(
        SITE + r"/tokens/{token_id:\d{1,18}}/revoke", tokens.token_revoke, name="site_token_revoke"
    ),
    web.get(SITE + "/team", team.team_page, name="site_team"),
    web.post(SITE + "/team/invitations", inviting.invite, name="site_invite"),
    web.post(
        SITE + r"/team/invitations/{invitation_id:\d{1,18}}/revoke",
        inviting.invitation_take_back,
        name="invitation_take_back",
    ),
    web.post(SITE + MEMBER + "/role", members.role_change, name="member_role"),
    web.post(SITE + MEMBER + "/remove", members.member_remove, name="member_remove"),
    web.post(SITE + "/team/transfer", members.transfer, name="site_transfer"),
    web.post(SITE + "/team/leave", members.leave, name="site_leave"),
    web.get(INVITATION, joining.invitation_page, name="invitation"),
    web.post(INVITATION, joining.invitation_accept),
    web.get(INVITATION + "/account", joining.invited_account_page, name="invited_account"),
    web.post(INVITATION + "/account", joining.invited_account),
]
