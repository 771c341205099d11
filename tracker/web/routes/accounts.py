"""What people do for themselves, with or without an account."""

from __future__ import annotations

from aiohttp import web

from tracker.web.accounts import account, email_change, export, looks, profile, removal, two_factors
from tracker.web.accounts import tokens as personal_tokens
from tracker.web.pages import avatars
from tracker.web.passkeys import logging_in, own, removing
from tracker.web.providers import arrival, departure, unlinking
from tracker.web.routes.places import TOKEN
from tracker.web.signing_in import (
    asked_links,
    first_user,
    log_in,
    login_links,
    open_registration,
    printed_links,
    resets,
    second_step,
)

ROUTES: list[web.AbstractRouteDef] = [
    web.get("/setup/{token:[A-Za-z0-9_-]{32}}", first_user.first_user_page, name="first_user"),
    web.post("/setup/{token:[A-Za-z0-9_-]{32}}", first_user.first_user),
    web.get("/register", open_registration.register_page, name="register"),
    web.post("/register", open_registration.register),
    web.get("/register/" + TOKEN, open_registration.confirm_page, name="register_confirm"),
    web.post("/register/" + TOKEN, open_registration.confirm),
    web.get("/login", log_in.login_page, name="login"),
    web.post("/login", log_in.log_in),
    web.get("/login/code", second_step.login_code_page, name="login_code"),
    web.post("/login/code", second_step.login_code),
    web.get("/login/passkey/options", logging_in.login_options, name="login_passkey_options"),
    web.post("/login/passkey", logging_in.log_in_with_passkey, name="login_passkey"),
    web.get("/login/code/passkey/options", logging_in.step_options, name="code_passkey_options"),
    web.post("/login/code/passkey", logging_in.step_with_passkey, name="code_passkey"),
    web.get("/login/link", asked_links.login_link_ask_page, name="login_link_ask"),
    web.post("/login/link", asked_links.login_link_ask),
    web.get("/login/link/" + TOKEN, login_links.login_link_page, name="login_link"),
    web.post("/login/link/" + TOKEN, login_links.login_link),
    web.get("/login/reset", asked_links.reset_ask_page, name="reset_ask"),
    web.post("/login/reset", asked_links.reset_ask),
    web.get("/login/reset/" + TOKEN, resets.reset_page, name="reset"),
    web.post("/login/reset/" + TOKEN, resets.reset),
    web.get("/login/once/" + TOKEN, printed_links.printed_link_page, name="printed_link"),
    web.post("/login/once/" + TOKEN, printed_links.printed_link),
    web.post("/login/provider", departure.provider_begin, name="provider_begin"),
    web.get("/login/provider/back", arrival.provider_back, name="provider_back", allow_head=False),
    web.post("/account/provider", departure.provider_link, name="provider_link"),
    web.post("/account/provider/unlink", unlinking.provider_unlink, name="provider_unlink"),
    web.post("/logout", log_in.log_out, name="logout"),
    web.get("/account", account.account_page, name="account"),
    web.get("/account/profile", profile.profile_page, name="profile"),
    web.post("/account/profile", profile.profile_save),
    web.post("/account/looks", looks.looks_save, name="looks"),
    web.get("/avatars/{digest:[0-9a-f]{16}}.svg", avatars.avatar, name="avatar"),
    web.get("/account/export", export.export_page, name="export"),
    web.post("/account/export", export.export),
    web.get("/account/tokens", personal_tokens.token_list, name="personal_tokens"),
    web.post("/account/tokens", personal_tokens.token_add),
    web.post(
        r"/account/tokens/{token_id:\d{1,18}}/revoke",
        personal_tokens.token_revoke,
        name="personal_token_revoke",
    ),
    web.get("/account/delete", removal.removal_page, name="account_delete"),
    web.post("/account/delete", removal.removal),
    web.get("/account/password", account.password_page, name="password"),
    web.post("/account/password", account.password_change),
    web.get("/account/email", email_change.email_page, name="email"),
    web.post("/account/email", email_change.email_ask),
    web.get("/account/email/" + TOKEN, email_change.email_confirm_page, name="email_confirm"),
    web.post("/account/email/" + TOKEN, email_change.email_confirm),
    web.get("/account/two-factors", two_factors.two_factors_page, name="two_factors"),
    web.post("/account/two-factors", two_factors.two_factors_begin),
    web.post("/account/two-factors/on", two_factors.two_factors_turn_on, name="two_factors_on"),
    web.post("/account/two-factors/off", two_factors.two_factors_turn_off, name="two_factors_off"),
    web.post("/account/two-factors/codes", two_factors.two_factors_codes, name="two_factors_codes"),
    web.get("/account/passkeys", own.passkey_list, name="passkeys"),
    web.post("/account/passkeys", own.passkey_begin),
    web.post("/account/passkeys/made", own.passkey_made, name="passkey_made"),
    web.get(
        r"/account/passkeys/{passkey_id:\d{1,18}}/remove",
        removing.removal_page,
        name="passkey_remove",
    ),
    web.post(r"/account/passkeys/{passkey_id:\d{1,18}}/remove", removing.removal),
    web.post("/account/sessions/revoke", account.sessions_revoke, name="sessions_revoke"),
    web.post("/account/sessions/end", account.log_out_everywhere, name="log_out_everywhere"),
    web.post(
        r"/account/sessions/{session_id:\d{1,18}}/revoke",
        account.session_revoke,
        name="session_revoke",
    ),
]
