"""History that comes along, and names that other trackers know a site by."""

from __future__ import annotations

from aiohttp import web

from tracker.web.imports import pages as imports
from tracker.web.imports import uploading
from tracker.web.peers import switching
from tracker.web.routes.places import SITE

UPLOAD = SITE + "/imports/uploads/{upload_id:[0-9a-f]{16}}"
IMPORT = SITE + r"/imports/{import_id:\d{1,18}}"

ROUTES: list[web.AbstractRouteDef] = [
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
]
