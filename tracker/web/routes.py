"""Every URL of the server, by noun."""

from __future__ import annotations

from aiohttp import web

from tracker.web.accounts import account, email_change, export, looks, profile, removal, two_factors
from tracker.web.accounts import tokens as personal_tokens
from tracker.web.admin import acts, erasing, server, users
from tracker.web.alerts import deliveries, guests, leaving, notices
from tracker.web.alerts import pages as alerts
from tracker.web.alerts import targets as alert_targets
from tracker.web.api import annotations as api_notes
from tracker.web.api import api, queries, reference
from tracker.web.badges import owners as badges
from tracker.web.badges import pictures
from tracker.web.beacon import routes
from tracker.web.funnels import naming as named_funnels
from tracker.web.funnels import pages as funnels
from tracker.web.help import documents, help
from tracker.web.home import arranging, home
from tracker.web.home import live as home_live
from tracker.web.imports import pages as imports
from tracker.web.imports import uploading
from tracker.web.journeys import pages as journeys
from tracker.web.kept import annotations as notes
from tracker.web.kept import goals, segments
from tracker.web.live import page, past_rows
from tracker.web.pages import avatars, security_txt
from tracker.web.peers import (
    goatcounter,
    goatcounter_api,
    matomo,
    plausible,
    scripts,
    switching,
    umami,
)
from tracker.web.questions.tabs import TABS
from tracker.web.reports import page as reports
from tracker.web.serving import health
from tracker.web.sharing import framed
from tracker.web.sharing import links as shared_links
from tracker.web.sharing import live as shared_live
from tracker.web.sharing import page as sharing
from tracker.web.signing_in import (
    asked_links,
    first_user,
    log_in,
    login_links,
    open_registration,
    resets,
    second_step,
)
from tracker.web.sites import (
    blocks,
    downloads,
    inviting,
    joining,
    live_asked,
    members,
    reset,
    settings,
    setup,
    sites,
    team,
    tokens,
)
from tracker.web.visits import pages as visits

KEY = "/visit/{key:[^/.]+}"  # also what is no key: its sender is told so, like every other
TOKEN = "{token:[A-Za-z0-9_-]{1,100}}"  # also a part of one: its page says that it is cut short
SITE = r"/sites/{site_id:\d{1,18}}"
MEMBER = r"/team/members/{user_id:\d{1,18}}"
PERSON = r"/admin/users/{user_id:\d{1,18}}"
VISIT = SITE + r"/visits/{visit:-?\d{1,19}}"  # of before 2020 they are negative
ALERT = SITE + r"/alerts/{alert_id:\d{1,18}}"
TARGET = SITE + r"/targets/{target_id:\d{1,18}}"
GOAL = SITE + r"/goals/{goal_id:\d{1,18}}/change"
FUNNEL = SITE + r"/funnels/{funnel_id:\d{1,18}}/change"
SEGMENT = SITE + r"/segments/{segment_id:\d{1,18}}"
ANNOTATION = SITE + r"/annotations/{annotation_id:\d{1,18}}/change"
UPLOAD = SITE + "/imports/uploads/{upload_id:[0-9a-f]{16}}"
IMPORT = SITE + r"/imports/{import_id:\d{1,18}}"
LINK = SITE + r"/shares/{link_id:\d{1,18}}"
SHARED = "/share/" + TOKEN
BADGE = "/badge/" + TOKEN
TAB = "{tab:" + "|".join(TABS) + "}"
DOCUMENT = "{document:" + "|".join(documents.NAMES) + "}"
INVITATION = "/invitations/{token:[A-Za-z0-9_-]{43}}"

ROUTES: list[web.AbstractRouteDef] = [
    # accounts
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
    web.get("/login/link", asked_links.login_link_ask_page, name="login_link_ask"),
    web.post("/login/link", asked_links.login_link_ask),
    web.get("/login/link/" + TOKEN, login_links.login_link_page, name="login_link"),
    web.post("/login/link/" + TOKEN, login_links.login_link),
    web.get("/login/reset", asked_links.reset_ask_page, name="reset_ask"),
    web.post("/login/reset", asked_links.reset_ask),
    web.get("/login/reset/" + TOKEN, resets.reset_page, name="reset"),
    web.post("/login/reset/" + TOKEN, resets.reset),
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
    web.post("/account/sessions/revoke", account.sessions_revoke, name="sessions_revoke"),
    web.post("/account/sessions/end", account.log_out_everywhere, name="log_out_everywhere"),
    web.post(
        r"/account/sessions/{session_id:\d{1,18}}/revoke",
        account.session_revoke,
        name="session_revoke",
    ),
    # sites
    web.get("/", home.home, name="home"),
    web.get("/live/home", home_live.home_socket, name="home_socket"),
    web.get("/live/home/figures", live_asked.home_asked, name="home_asked"),
    web.post("/account/order", arranging.sites_order, name="sites_order"),
    web.get("/sites/new", sites.site_new, name="site_new"),
    web.post("/sites/new", sites.site_add),
    web.get(SITE, reports.reports_page, name="site"),
    web.get(
        SITE + "/reports/" + TAB + ".csv", reports.report_csv, name="report_csv", allow_head=False
    ),
    web.get(
        SITE + "/reports/all.csv", reports.report_all_csv, name="report_all_csv", allow_head=False
    ),
    web.get(SITE + "/reports/" + TAB, reports.report_list, name="report_list"),
    web.get(SITE + "/filter-values", reports.report_values, name="report_values"),
    web.get(SITE + "/setup", setup.setup_page, name="site_setup"),
    web.get(SITE + "/test-page", setup.test_visit_again, name="site_test"),
    web.post(SITE + "/test-page", setup.test_visit),
    web.post(SITE + "/hosts", setup.host_allow, name="site_hosts"),
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
    web.get(SITE + "/imports", imports.import_list, name="site_imports"),
    web.post(SITE + "/imports", uploading.upload_whole),
    web.post(SITE + "/imports/uploads", uploading.upload_begin, name="site_uploads"),
    web.get(UPLOAD, uploading.upload_state, name="site_upload"),
    web.post(UPLOAD, uploading.upload_part),
    web.post(UPLOAD + "/start", uploading.upload_start, name="site_upload_start"),
    web.post(UPLOAD + "/remove", uploading.upload_remove, name="site_upload_remove"),
    web.get(IMPORT, imports.import_page, name="site_import"),
    web.post(IMPORT + "/undo", imports.import_undo, name="site_import_undo"),
    web.get(SITE + "/switching", switching.switching_page, name="site_switching"),
    web.post(SITE + "/switching", switching.alias_add),
    web.post(
        SITE + r"/switching/{alias_id:\d{1,18}}/remove",
        switching.alias_remove,
        name="site_alias_remove",
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
    # alerts
    web.get(SITE + "/alerts", alerts.alert_list, name="alerts"),
    web.post(SITE + "/alerts", alerts.alert_add),
    web.get(SITE + "/alerts/new", notices.alert_notices, name="alert_notices"),
    web.get(ALERT + "/change", alerts.alert_page, name="alert"),
    web.post(ALERT + "/change", alerts.alert_change),
    web.post(ALERT + "/mine", alerts.alert_mine, name="alert_mine"),
    web.post(SITE + "/report-mails", alerts.reports_mine, name="report_mails"),
    web.get(SITE + "/deliveries", deliveries.delivery_list, name="deliveries"),
    web.get(SITE + "/guests", guests.guest_list, name="alert_guests"),
    web.post(SITE + "/guests", guests.guest_ask),
    web.post(
        SITE + r"/guests/{guest_id:\d{1,18}}/remove",
        guests.guest_remove,
        name="alert_guest_remove",
    ),
    web.get(SITE + "/targets", alert_targets.target_list, name="alert_targets"),
    web.post(SITE + "/targets", alert_targets.target_add),
    web.get(TARGET + "/change", alert_targets.target_page, name="alert_target"),
    web.post(TARGET + "/change", alert_targets.target_change),
    web.post(TARGET + "/test", alert_targets.target_test, name="alert_target_test"),
    web.post(TARGET + "/again", alert_targets.target_again, name="alert_target_again"),
    web.get("/mails/" + TOKEN, leaving.leave_page, name="mail_leave"),
    web.post("/mails/" + TOKEN, leaving.leave),
    # reports
    web.post(SITE + "/query", queries.page_query, name="query"),
    web.get(SITE + "/funnels", funnels.funnel_page, name="funnels"),
    web.post(SITE + "/funnels", named_funnels.funnel_add),
    web.get(FUNNEL, named_funnels.funnel_name_page, name="funnel"),
    web.post(FUNNEL, named_funnels.funnel_change),
    web.get(SITE + "/journeys", journeys.journey_page, name="journeys"),
    web.get(SITE + "/visits", visits.visits_page, name="visits"),
    web.get(VISIT, visits.visit_page, name="one_visit"),
    web.get(SITE + "/goals", goals.goal_list, name="goals"),
    web.post(SITE + "/goals", goals.goal_add),
    web.get(GOAL, goals.goal_page, name="goal"),
    web.post(GOAL, goals.goal_change),
    web.get(SITE + "/segments", segments.segment_list, name="segments"),
    web.post(SITE + "/segments", segments.segment_add),
    web.get(SEGMENT, segments.segment_page, name="segment"),
    web.post(SEGMENT, segments.segment_change),
    web.get(SITE + "/annotations", notes.annotation_list, name="annotations"),
    web.post(SITE + "/annotations", notes.annotation_add),
    web.get(ANNOTATION, notes.annotation_page, name="annotation"),
    web.post(ANNOTATION, notes.annotation_change),
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
    # live
    web.get(SITE + "/live", page.live_page, name="live"),
    web.get(SITE + "/live/socket", page.live_socket, name="live_socket"),
    web.get(SITE + "/live/events", live_asked.site_asked, name="live_asked"),
    web.get(SITE + "/live/past", past_rows.past_rows, name="past_rows"),
    web.get(SITE + "/live/day", past_rows.past_day, name="past_day"),
    web.get(SITE + "/events", page.older_events, name="older_events"),
    # for programs, with a token
    web.get("/api", reference.reference, name="api_reference"),
    web.get("/api/openapi.json", reference.openapi, name="openapi"),
    web.get("/api/sites", api.site_list, name="api_sites"),
    web.get("/api" + SITE + "/live", api.site_live, name="live_events"),
    web.post("/api" + SITE + "/query", queries.query, name="api_query"),
    web.post("/api/v2/query", queries.named_query, name="api_named_query"),  # Plausible's
    web.get("/api" + SITE + "/goals", queries.goal_list, name="api_goals"),
    web.get("/api" + SITE + "/annotations", api_notes.annotation_list, name="api_annotations"),
    web.post("/api" + SITE + "/annotations", api_notes.annotation_add),
    web.post("/api" + SITE + "/events", api.events_send, name="api_events"),
    web.get("/api/admin/status", api.admin_status, name="api_status"),
    # admin
    web.get("/admin", server.server_page, name="admin"),
    web.post("/admin/erasing", erasing.erasing_allow, name="admin_erasing"),
    web.get("/admin/sites", server.sites_page, name="admin_sites"),
    web.get("/admin/audit", server.audit_page, name="admin_audit"),
    web.get("/admin/address", server.address_page, name="admin_address"),
    web.get("/admin/users", users.users_page, name="admin_users"),
    web.get(PERSON, users.user_page, name="admin_user"),
    *[
        route
        for name, act in acts.ACTS.items()
        for route in (
            web.get(f"{PERSON}/{name}", acts.act_page, name=act.route),
            web.post(f"{PERSON}/{name}", acts.act_done),
        )
    ],
    # signs of life
    web.get("/healthz", health.healthz, name="healthz"),
    web.get("/readyz", health.readyz, name="readyz"),
    web.get("/.well-known/security.txt", security_txt.security_txt, name="security_txt"),
    web.get("/help", help.help_index, name="help"),
    web.get(f"/help/{DOCUMENT}", help.help_page, name="help_page"),
    web.get("/.well-known/security-policy", security_txt.policy, name="security_policy"),
    # beacon: any page of the world
    web.post(KEY, routes.visit_post, name="visit"),
    web.options(KEY, routes.visit_preflight),
    # A HEAD must change nothing, so there is none where a GET is a visit.
    web.get(KEY + ".gif", routes.visit_image, name="visit_image", allow_head=False),
    web.get(KEY + "/visited", routes.visited, name="visited", allow_head=False),
    web.post(KEY + "/visited", routes.visited),
    web.options(KEY + "/visited", routes.visit_preflight),
    # trackers of other products
    *[
        route
        for path, name in (("/count", "goatcounter_count"), (KEY + "/count", "site_count"))
        for route in (
            web.get(path, goatcounter.count, name=name, allow_head=False),
            web.post(path, goatcounter.count),
        )
    ],
    web.post("/api/event", plausible.event, name="plausible_event"),
    web.options("/api/event", plausible.preflight),
    *[
        route
        for path, name in (("/api/v0", "goatcounter_api"), (KEY + "/api/v0", "site_counts"))
        for route in (
            web.post(path + "/count", goatcounter_api.count, name=name),
            web.options(path + "/count", goatcounter_api.preflight),
        )
    ],
    web.get("/count.js", scripts.script, name="count_js"),
    web.get(r"/count.v{number:\d}.js", scripts.script, name="count_v_js"),
    web.get("/script.js", scripts.script, name="script_js"),
    web.get("/matomo.js", scripts.script, name="matomo_js"),
    web.get("/piwik.js", scripts.script, name="piwik_js"),
    web.get(
        r"/js/{name:(?:script|plausible|analytics|p)(?:\.[a-z0-9-]+)*}.js",
        scripts.script,
        name="plausible_js",
    ),
    web.get(r"/js/{script:(?:pa|s)-[\w-]{1,100}}.js", scripts.compiled, name="compiled_js"),
    web.post("/api/send", umami.send, name="umami_send"),
    web.options("/api/send", umami.preflight),
    web.post("/api/batch", umami.batch, name="umami_batch"),
    web.options("/api/batch", umami.preflight),
    *[
        route
        for path in ("matomo", "piwik")
        for route in (
            web.get(f"/{path}.php", matomo.track, name=f"{path}_php", allow_head=False),
            web.post(f"/{path}.php", matomo.track),
            web.options(f"/{path}.php", matomo.preflight),
        )
    ],
]
