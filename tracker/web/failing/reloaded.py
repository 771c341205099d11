"""Addresses that only forms are sent to, opened by themselves: where a form's answer is loaded
again from the address bar, the page that the form stands on comes."""

from __future__ import annotations

from aiohttp import web

from tracker.web.pages.pages import path_of

FORMS = {
    "logout": "home",
    "provider_begin": "login",
    "provider_link": "account",
    "provider_unlink": "account",
    "sites_order": "home",
    "looks": "home",
    "site_pin": "home",
    "personal_token_revoke": "personal_tokens",
    "two_factors_on": "two_factors",
    "two_factors_off": "two_factors",
    "two_factors_codes": "two_factors",
    "passkey_made": "passkeys",
    "login_passkey": "login",
    "code_passkey": "login_code",
    "sessions_revoke": "account",
    "session_revoke": "account",
    "log_out_everywhere": "account",
    "site_hosts": "site_setup",
    "site_look": "site_setup",
    "site_retention": "site_settings",
    "site_delete": "site_settings",
    "site_block_remove": "site_blocks",
    "alert_mine": "alerts",
    "alert_guest_remove": "alert_guests",
    "report_mails": "alerts",
    "alert_target_test": "alert_targets",
    "alert_target_again": "alert_targets",
    "site_import_undo": "site_imports",
    "site_uploads": "site_imports",
    "site_upload_start": "site_imports",
    "site_upload_remove": "site_imports",
    "site_alias_remove": "site_switching",
    "shared_link_revoke": "shared_links",
    "badge_remove": "badges",
    "site_token_revoke": "site_tokens",
    "site_invite": "site_team",
    "invitation_take_back": "site_team",
    "member_role": "site_team",
    "member_remove": "site_team",
    "site_transfer": "site_team",
    "site_leave": "site_team",
    "admin_erasing": "admin",
}


async def page_of_form(request: web.Request) -> str | None:
    """The address of the form's page, which asks who may see it; None for what is no form's."""
    refused = isinstance(request.match_info.http_exception, web.HTTPMethodNotAllowed)
    opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if not (refused and opened):
        return None
    sent = await request.app.router.resolve(request.clone(method="POST"))
    page = FORMS.get(sent.route.name or "")
    if page is None:
        return None
    is_of_site = "{site_id}" in request.app.router[page].canonical
    site = {"site_id": sent["site_id"]} if is_of_site else {}
    return path_of(request.app, page, **site)
