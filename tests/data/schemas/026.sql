pragma application_id = 1953655666;
pragma user_version = 26;
BEGIN TRANSACTION;
CREATE TABLE "agent" (
    id integer primary key,
    browser text not null,
    system text not null,
    device text not null,
    browser_version text not null, -- the major; '' = unknown, and in what was stored before
    system_version text not null,
    unique (browser, system, device, browser_version, system_version)
) strict;
INSERT INTO "agent" VALUES(1,'Firefox','Linux','desktop','','');
CREATE TABLE alert (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    kind text not null check (
        kind in ('spike', 'drop', 'silence', 'source', 'campaign', 'goal', 'missing', 'refused')
    ),
    subject text not null, -- a source, a campaign, a pattern of paths; '' = any
    goal_id integer references goal (id) on delete cascade,
    least integer, -- null = learned of the weeks before
    pause integer not null, -- minutes between two messages
    quiet_from integer, -- minutes since midnight in the site's zone; null = none
    quiet_until integer,
    is_on integer not null check (is_on in (0, 1)),
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null, -- ms, UTC
    told_at integer -- ms, UTC: of the last message
) strict;
INSERT INTO "alert" VALUES(1,1,'Nobody comes','silence','',NULL,30,60,1320,420,1,1,1767227000000,1767228000000);
INSERT INTO "alert" VALUES(2,1,'Orders','goal','',1,NULL,0,NULL,NULL,0,NULL,1767227000000,NULL);
CREATE TABLE alert_guest (
    alert_id integer not null references alert (id) on delete cascade,
    guest_id integer not null references guest (id) on delete cascade,
    primary key (alert_id, guest_id)
) strict, without rowid;
INSERT INTO "alert_guest" VALUES(1,1);
CREATE TABLE alert_memory (
    site_id integer primary key references site (id) on delete cascade,
    upto integer not null, -- the log's cursor that it is of: rows behind it are looked at again
    told text not null -- JSON: what waits to be told, what lasts, counts of the last hour's minutes
) strict;
INSERT INTO "alert_memory" VALUES(1,3,'{"latest":1767227000000,"alerts":{"1":{"waiting":1,"example":"/"}}}');
CREATE TABLE alert_reader (
    alert_id integer not null references alert (id) on delete cascade,
    site_id integer not null,
    user_id integer not null,
    token text not null unique, -- of the link in each mail by which it is left
    primary key (alert_id, user_id),
    foreign key (site_id, user_id) references member (site_id, user_id) on delete cascade
) strict, without rowid;
INSERT INTO "alert_reader" VALUES(1,1,2,'token-to-leave-an-alert');
CREATE TABLE alert_target (
    alert_id integer not null references alert (id) on delete cascade,
    target_id integer not null references target (id) on delete cascade,
    primary key (alert_id, target_id)
) strict, without rowid;
INSERT INTO "alert_target" VALUES(1,1);
CREATE TABLE alias (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    kind text not null check (kind in ('goatcounter', 'plausible', 'umami', 'matomo', 'liwan', 'host')),
    name text not null, -- a code, a domain, a UUID, a number, an entity, a host
    user_id integer references user (id) on delete set null, -- who has added it
    created_at integer not null, -- ms, UTC
    unique (kind, name)
) strict;
INSERT INTO "alias" VALUES(1,1,'plausible','example.com',1,1767227000000);
INSERT INTO "alias" VALUES(2,1,'matomo','7',NULL,1767227000000);
CREATE TABLE annotation (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    day text not null, -- of the site: 2026-11-29
    words text not null,
    user_id integer references user (id) on delete set null, -- who has written it
    created_at integer not null
) strict;
INSERT INTO "annotation" VALUES(1,1,'2026-01-01','Newsletter sent',1,1767227000000);
CREATE TABLE api_token (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    hash text not null unique,
    created_at integer not null,
    used_at integer
, user_id integer references user (id) on delete cascade, scopes text not null default 'read') strict;
INSERT INTO "api_token" VALUES(1,1,'terminal','hash-of-a-token',1767226000000,NULL,1,'read');
INSERT INTO "api_token" VALUES(2,2,'wall','hash-of-another',1767226000000,1767226000001,2,'read');
INSERT INTO "api_token" VALUES(12,1,'spreadsheet','hash-of-a-token-for-reports',1767227000000,NULL,1,'read reports');
CREATE TABLE audit (
    id integer primary key autoincrement,
    at integer not null,
    actor_id integer, -- null = nobody who was logged in
    network text not null, -- /24 or /48
    action text not null,
    target text not null,
    times integer not null default 1
) strict;
INSERT INTO "audit" VALUES(1,1767226500000,1,'192.0.2.0','logged in','user 1',1);
CREATE TABLE badge (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    figure text not null check (figure in ('now', 'today', 'last_28_days', 'all')),
    page text not null, -- a path; '' = the whole site
    label text not null,
    token text not null, -- as it is: it stands on web pages
    hash text not null unique, -- SHA-256 of it, hex: what it is found by
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null -- ms, UTC
) strict;
INSERT INTO "badge" VALUES(1,1,'last_28_days','/pricing','Seen this month','token-of-a-badge','hash-of-a-badge',1,1767227000000);
INSERT INTO "badge" VALUES(2,1,'now','','here now','token-of-another-badge','hash-of-another-badge',NULL,1767227000000);
CREATE TABLE block (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    kind text not null check (kind in ('address', 'country', 'page', 'host')),
    subject text not null, -- an address or network, an ISO code, a pattern of paths, a host
    note text not null,
    user_id integer references user (id) on delete set null, -- who has added it
    created_at integer not null, -- ms, UTC
    unique (site_id, kind, subject)
) strict;
INSERT INTO "block" VALUES(1,1,'address','203.0.113.0/24','the office',1,1767227000000);
INSERT INTO "block" VALUES(2,1,'page','/preview/**','',NULL,1767227000000);
CREATE TABLE campaign (
    id integer primary key,
    source text not null,
    medium text not null,
    name text not null,
    term text not null,
    content text not null,
    click_id text not null, -- the parameter's name; its value is never kept
    unique (source, medium, name, term, content, click_id)
) strict;
INSERT INTO "campaign" VALUES(1,'news','mail','launch','','','');
CREATE TABLE correction (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null,
    place integer not null -- found by a service after the visit's first event was stored
) strict;
INSERT INTO "correction" VALUES(4,2,1767226200001,797312810000385,1);
CREATE TABLE day_row (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    day integer not null, -- of the site's time zone, since 1970-01-01
    dimension integer not null, -- a text; '' for the day's totals
    key integer not null, -- a text
    visitors integer not null,
    visits integer not null,
    pageviews integer not null,
    others integer not null,
    bounces integer not null,
    duration integer not null, -- ms
    engaged integer not null, -- ms
    import_id integer -- null = left by retention
, depth integer not null default 0, told integer not null default 0) strict;
INSERT INTO "day_row" VALUES(4100,1,1767226900002,20454,1,1,3,4,9,1,2,240000,180000,1,0,0);
INSERT INTO "day_row" VALUES(4101,1,1767226900002,20455,1,1,-1,2,5,1,1,120000,90000,0,150,3);
CREATE TABLE delivery (
    id integer primary key autoincrement,
    token text not null unique,
    site_id integer not null references site (id) on delete cascade,
    kind text not null check (kind in ('alert', 'test', 'week', 'month')),
    target_id integer references target (id) on delete cascade,
    user_id integer references user (id) on delete cascade,
    guest_id integer references guest (id) on delete cascade,
    facts text not null, -- JSON
    made_at integer not null, -- ms, UTC
    tries integer not null default 0,
    next_at integer, -- ms, UTC; null = nothing more is tried
    done_at integer, -- ms, UTC; null = not taken
    said text not null default '' -- why the last try has failed
) strict;
INSERT INTO "delivery" VALUES(1,'token-of-a-message',1,'alert',1,NULL,NULL,'{"kind":"silence","at":1767228000000,"alert_id":1,"alert":"Nobody comes","minutes":30}',1767228000000,2,1767228030000,NULL,'down: ClientConnectorError');
CREATE TABLE erasure (
    site_id integer primary key
) strict;
INSERT INTO "erasure" VALUES(9);
CREATE TABLE event (
    cursor integer primary key,
    id integer not null, -- ours: time-ordered, unique without coordination
    site_id integer not null,
    at integer not null,
    visit integer not null,
    visitor integer not null, -- keyed hash, valid for one local day of the site
    is_new integer not null, -- 1 = this visitor's first event of that day
    beacon integer not null, -- hash of the script's beacon id; 0 = none
    name integer not null,
    host integer not null,
    path integer not null,
    title integer not null,
    referrer integer not null,
    source integer not null,
    channel integer not null,
    campaign integer not null, -- 0 = none
    place integer not null, -- 0 = unknown
    agent integer not null,
    language integer not null,
    width integer not null, -- CSS pixels of the screen; 0 = unknown
    properties text, -- JSON object, null = none
    address text -- null unless the site's owner keeps it
, import_id integer) strict;
INSERT INTO "event" VALUES(1,101,1,1767226100000,797312810000384,77,1,5,2,3,4,5,1,6,7,1,1,1,8,1440,'{"plan":"pro"}',NULL,NULL);
INSERT INTO "event" VALUES(2,102,2,1767226100001,797312810000385,78,1,6,2,3,4,5,1,6,7,0,0,1,8,390,NULL,'192.0.2.0',NULL);
INSERT INTO "event" VALUES(4097,103,1,1767226800000,797315758080000,79,1,7,2,3,4,5,1,6,7,0,0,1,8,1440,NULL,NULL,1);
CREATE TABLE funnel (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    steps text not null, -- such as step=page:/pricing&step=event:Signup&strict=1
    user_id integer references user (id) on delete set null, -- who has named it
    created_at integer not null, -- ms, UTC
    unique (site_id, name)
) strict;
INSERT INTO "funnel" VALUES(1,1,'Sign-ups','step=page:/pricing&step=event:Signup&strict=1',1,1767227000000);
INSERT INTO "funnel" VALUES(2,1,'Orders','step=page:/shop/*&step=goal:Orders',NULL,1767227000000);
CREATE TABLE goal (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    kind text not null check (kind in ('event', 'page', 'scroll', 'engaged')),
    subject text not null, -- an event's name, or a pattern of paths
    least integer not null, -- percent or seconds; 0 where it means nothing
    value text, -- a decimal number
    sums text not null, -- the property that says the value; '' = none
    currency text not null, -- ISO 4217; '' = worth nothing
    created_at integer not null, -- ms, UTC
    unique (site_id, name)
) strict;
INSERT INTO "goal" VALUES(1,1,'Orders','event','purchase',0,NULL,'total','EUR',1767227000000);
CREATE TABLE guest (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    email text not null,
    email_key text not null, -- as in user
    token text not null unique, -- of the link by which they say so, and leave
    language text not null, -- of the mails
    confirmed_at integer, -- ms, UTC; null = not yet
    user_id integer references user (id) on delete set null, -- who has typed the address
    created_at integer not null, -- ms, UTC
    unique (site_id, email_key)
) strict;
INSERT INTO "guest" VALUES(1,1,'joan@example.com','joan@example.com','token-of-a-guest','en',NULL,1,1767227000000);
CREATE TABLE identity (
    issuer text not null,
    subject text not null,
    user_id integer not null references user (id) on delete cascade,
    email text not null, -- as the provider said it last; '' where it named none
    password_hash blob, -- of the encoded password that the account was made with, which nobody knows
    created_at integer not null, -- ms, UTC
    used_at integer not null, -- ms, UTC
    primary key (issuer, subject),
    unique (issuer, user_id)
) strict;
INSERT INTO "identity" VALUES('https://login.example.com','b7d1',1,'ada@example.com',NULL,1767227000000,1767227100000);
CREATE TABLE import (
    id integer primary key autoincrement, -- a row's import_id; 0 is what retention has left
    site_id integer not null references site (id) on delete cascade,
    state text not null check (state in ('running', 'done', 'leaving')),
    format text not null,
    files text not null, -- JSON: their names
    mark text not null, -- of what stands in them: the same files are the same import
    user_id integer references user (id) on delete set null, -- null = at the command line
    began_at integer not null, -- ms, UTC
    ended_at integer,
    own_since integer, -- when the site's own first row came, as it was then; null = it had none
    told text not null default '{}' -- JSON: its figures, what was left out, day by day
) strict;
INSERT INTO "import" VALUES(1,1,'done','goatcounter-csv-2','["export.csv"]','mark',1,1767227000000,1767227001000,1767226000000,'{"pageviews": 1}');
INSERT INTO "import" VALUES(2,2,'running','combined','["access.log"]','another',NULL,1767227000000,NULL,NULL,'{}');
CREATE TABLE import_rows (
    import_id integer not null references import (id) on delete cascade,
    first integer not null,
    last integer not null,
    primary key (import_id, first)
) strict, without rowid;
INSERT INTO "import_rows" VALUES(1,900,903);
CREATE TABLE invitation (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    email text not null,
    email_key text not null, -- as in user
    role text not null check (role in ('viewer', 'editor', 'owner')),
    token_hash blob not null unique, -- sha256
    invited_by integer references user (id) on delete set null,
    created_at integer not null,
    until integer not null,
    unique (site_id, email_key)
) strict;
INSERT INTO "invitation" VALUES(1,1,'joan@example.com','joan@example.com','editor',X'AB01',1,1767226500000,1767830400000);
CREATE TABLE late_title (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null,
    page_cursor integer not null, -- the pageview's
    page_age integer not null, -- ms since it came
    title integer not null
) strict;
INSERT INTO "late_title" VALUES(4099,1,1767226900001,797315758080000,4097,100001,5);
CREATE TABLE leave (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null,
    beacon integer not null, -- the pageview's
    path integer not null,
    state integer not null, -- 1 hidden, 2 left
    engaged integer not null, -- ms, cumulative per pageview
    depth integer not null -- percent, cumulative per pageview
, page_cursor integer not null default 0, page_age integer not null default 0) strict;
INSERT INTO "leave" VALUES(3,1,1767226200000,797312810000384,5,4,2,1500,80,0,0);
INSERT INTO "leave" VALUES(4098,1,1767226900000,797315758080000,0,4,3,1500,80,4097,100000);
CREATE TABLE log (
    id text not null
) strict;
INSERT INTO "log" VALUES('cc327c0923946aae');
CREATE TABLE login_session (
    id integer primary key,
    token_hash blob not null unique, -- sha256
    user_id integer not null references user (id) on delete cascade,
    created_at integer not null, -- ms, UTC
    seen_at integer not null, -- ms, UTC; to a few minutes
    browser text not null, -- "Firefox on Linux", for the user's own list
    network text not null -- where it signed in from, /24 or /48
, country text not null default '', city text not null default '') strict;
INSERT INTO "login_session" VALUES(1,X'AA01',1,1767225700000,1767225800000,'Firefox on Linux','192.0.2.0','DE','Berlin');
INSERT INTO "login_session" VALUES(2,X'AA02',2,1767225700000,1767225800000,'Safari on iOS','2001:db8:1::','','');
CREATE TABLE login_step (
    token_hash blob primary key, -- sha256 of its cookie
    user_id integer not null references user (id) on delete cascade,
    created_at integer not null -- ms, UTC
) strict;
INSERT INTO "login_step" VALUES(X'DD01',1,1767226400000);
CREATE TABLE mailed_link (
    id integer primary key,
    token_hash blob not null unique, -- sha256
    purpose text not null check (purpose in ('login', 'reset', 'email')),
    -- null where nobody has the address: asking then writes as much and takes as long
    user_id integer references user (id) on delete cascade,
    email text not null, -- where it was sent
    browser_hash blob not null, -- sha256 of the asking browser's cookie
    created_at integer not null, -- ms, UTC
    used_at integer
) strict;
INSERT INTO "mailed_link" VALUES(1,X'BB01','login',1,'ada@example.com',X'CC01',1767226400000,NULL);
INSERT INTO "mailed_link" VALUES(2,X'BB02','reset',NULL,'nobody@example.com',X'CC02',1767226400000,1767226400001);
CREATE TABLE mark (
    environment text not null check (environment in ('test', 'staging'))
) strict;
INSERT INTO "mark" VALUES('test');
CREATE TABLE member (
    site_id integer not null references site (id) on delete cascade,
    user_id integer not null references user (id) on delete cascade,
    role text not null check (role in ('viewer', 'editor', 'owner')),
    since integer not null, pinned integer not null default 0, -- ms, UTC
    primary key (site_id, user_id)
) strict, without rowid;
INSERT INTO "member" VALUES(1,1,'owner',1767225900000,0);
INSERT INTO "member" VALUES(1,2,'viewer',1767226500000,1);
INSERT INTO "member" VALUES(2,2,'owner',1767225900001,0);
CREATE TABLE passkey (
    id integer primary key autoincrement,
    user_id integer not null references user (id) on delete cascade,
    credential text not null unique, -- what the browser calls it, base64url
    hash text not null, -- SHA-256 of that, hex: what is noted of one that was removed
    public_key blob not null, -- COSE
    handle blob not null, -- random, the same for all of a user's: what it calls the user
    host text not null, -- the address it was made at; browsers show it nowhere else
    counter integer not null, -- of its uses, as it says itself; 0 = it does not count
    name text not null,
    created_at integer not null, -- ms, UTC
    used_at integer, -- right to the minute it logged in last
    doubted_at integer -- when its counter went back: since then it opens nothing
) strict;
INSERT INTO "passkey" VALUES(1,1,'AQID','b70035bb783a47bf61ac3ff70b005308e167ee984365690e638c1481b8ca2936',X'A5',X'11','stats.example.com',3,'Phone',1767226400000,1767226500000,NULL);
INSERT INTO "passkey" VALUES(2,1,'BAUG','d9e78a09a8781c67b3dad267ea941bde30e5f9905c0da406be09f64a61e23be2',X'A6',X'11','stats.example.com',0,'Key',1767226400000,NULL,1767226600000);
CREATE TABLE personal_token (
    id integer primary key autoincrement,
    user_id integer not null references user (id) on delete cascade,
    name text not null,
    scopes text not null, -- of read, send, admin; separated by spaces
    hash text not null unique, -- sha256, hex
    created_at integer not null,
    until integer, -- null = until it is revoked
    used_at integer
) strict;
INSERT INTO "personal_token" VALUES(1,1,'reports','read send','hash-of-a-third',1767226500000,NULL,NULL);
CREATE TABLE place (
    id integer primary key,
    country text not null,
    region text not null,
    city text not null,
    postal text not null,
    latitude real not null, -- 999 = unknown, so that the row can be unique
    longitude real not null,
    unique (country, region, city, postal, latitude, longitude)
) strict;
INSERT INTO "place" VALUES(1,'DE','','Berlin','',52.5,13.4);
CREATE TABLE recovery_code (
    code_hash blob primary key, -- sha256
    user_id integer not null references user (id) on delete cascade,
    used_at integer -- ms, UTC
) strict;
INSERT INTO "recovery_code" VALUES(X'FF01',1,NULL);
INSERT INTO "recovery_code" VALUES(X'FF02',1,1767226400000);
CREATE TABLE refused (
    site_id integer not null,
    day integer not null, -- of the site's time zone, since 1970-01-01
    reason text not null,
    hits integer not null,
    primary key (site_id, day, reason)
) strict, without rowid;
INSERT INTO "refused" VALUES(1,20454,'bot',12);
CREATE TABLE "removal" (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    kind text not null check (kind in ('site', 'visit', 'age', 'import', 'reset')),
    -- the visit; ms, UTC, before which visits began; the import; the cursor up to which
    what integer check ((what is null) = (kind = 'site'))
) strict;
INSERT INTO "removal" VALUES(5,9,1767226300000,'site',NULL);
INSERT INTO "removal" VALUES(6,1,1767226600000,'age',1767139200000);
INSERT INTO "removal" VALUES(4096,9,1767226700000,'site',NULL);
INSERT INTO "removal" VALUES(4101,9,1767226900003,'reset',17);
CREATE TABLE report_mail (
    site_id integer not null,
    user_id integer not null,
    every text not null check (every in ('week', 'month')),
    told_day integer not null, -- for which the last one was written, counted since 1970-01-01
    token text not null unique, -- of the link in each mail by which it is left
    primary key (site_id, user_id, every),
    foreign key (site_id, user_id) references member (site_id, user_id) on delete cascade
) strict, without rowid;
INSERT INTO "report_mail" VALUES(1,2,'week',20454,'token-to-leave-a-report');
CREATE TABLE reset (
    site_id integer primary key references site (id) on delete cascade,
    upto integer not null
) strict;
INSERT INTO "reset" VALUES(2,3);
CREATE TABLE rework (
    done integer not null, -- the last cursor that was worked through
    upto integer not null -- the last one that is to be
) strict;
INSERT INTO "rework" VALUES(0,4096);
CREATE TABLE segment (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    user_id integer, -- null = the site's
    name text not null,
    filters text not null, -- as the query language has them: a list, JSON
    created_at integer not null,
    foreign key (site_id, user_id) references member (site_id, user_id) on delete cascade
) strict;
INSERT INTO "segment" VALUES(1,1,2,'mine','[["is","visit:country",["DE"]]]',1767227000000);
CREATE TABLE share (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    kind text not null check (kind in ('public', 'secret')),
    token text not null, -- as it is: its owners copy it again whenever they like
    hash text not null unique, -- SHA-256 of it, hex: what it is found by
    password text, -- argon2id; null = none
    until integer, -- ms, UTC: refused from then on; null = never
    panels text not null, -- words, with blanks between
    shows_now integer not null check (shows_now in (0, 1)),
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null -- ms, UTC
, frames text not null default '', shows_live integer not null default 0 check (shows_live in (0, 1)), is_found integer not null default 0 check (is_found in (0, 1))) strict;
INSERT INTO "share" VALUES(1,1,'For the board','secret','token-of-a-shared-link','hash-of-a-shared-link','$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',1798763000000,'pages sources',1,1,1767227000000,'',1,0);
INSERT INTO "share" VALUES(2,1,'Open numbers','public','token-of-a-public-link','hash-of-a-public-link',NULL,NULL,'pages',0,NULL,1767227000000,'example.com http://localhost:3000',0,1);
CREATE TABLE site (
    id integer primary key autoincrement,
    key text not null unique,
    owner_id integer not null references user (id),
    name text not null,
    hosts text not null default '[]',
    time_zone text not null,
    keep_address text not null default 'no' check (keep_address in ('no', 'masked', 'full')),
    created_at integer not null
, retention_days integer -- null = the server's RETENTION_DAYS, 0 = for ever
    check (retention_days between 0 and 36500), keeps_sums integer not null default 1 check (keeps_sums in (0, 1)), reset_at integer, shard integer not null default 0 check (shard >= 0)) strict;
INSERT INTO "site" VALUES(1,'abcdefghijkl',1,'example.com','["example.com"]','Europe/Berlin','no',1767225900000,30,1,NULL,3);
INSERT INTO "site" VALUES(2,'mnopqrstuvwx',2,'example.org','[]','UTC','masked',1767225900001,NULL,1,1767227000000,0);
CREATE TABLE stretch (
    number integer primary key, -- of cursors number * 4096 and the 4,095 behind it
    first_at integer not null, -- ms, UTC
    last_at integer not null
, visitors text) strict;
INSERT INTO "stretch" VALUES(0,1767226100000,1767226100001,NULL);
CREATE TABLE target (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    shape text not null check (shape in ('json', 'slack', 'discord', 'telegram', 'ntfy')),
    address text not null,
    secret text not null, -- signs what is sent; its owners copy it
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null -- ms, UTC
) strict;
INSERT INTO "target" VALUES(1,1,'Wall','json','https://wall.example/hook','whsec_c2VjcmV0',1,1767227000000);
CREATE TABLE "text" (
    id integer primary key,
    value text not null
) strict;
INSERT INTO "text" VALUES(1,'');
INSERT INTO "text" VALUES(2,'pageview');
INSERT INTO "text" VALUES(3,'example.com');
INSERT INTO "text" VALUES(4,'/');
INSERT INTO "text" VALUES(5,'Home');
INSERT INTO "text" VALUES(6,'Direct');
INSERT INTO "text" VALUES(7,'direct');
INSERT INTO "text" VALUES(8,'en');
CREATE TABLE two_factors (
    user_id integer primary key references user (id) on delete cascade,
    salt blob not null,
    key_hash blob not null, -- which key; another one makes other codes
    turned_on_at integer, -- ms, UTC; null while it is being set up
    last_step integer not null default 0 -- of the last code that was used; none before it is taken
) strict;
INSERT INTO "two_factors" VALUES(1,X'EE01',X'EE02',1767226400000,58907546);
CREATE TABLE user (
    id integer primary key,
    name text not null,
    name_key text not null unique, -- NFKC, casefolded: what uniqueness means
    email text not null,
    email_key text not null unique,
    password text not null, -- argon2id, encoded
    is_admin integer not null default 0,
    created_at integer not null -- ms, UTC
, about text not null default '', language text not null default '', time_zone text not null default '', theme text not null default 'system'
    check (theme in ('system', 'light', 'dark')), disabled_at integer, last_seen integer, opens text not null default 'live'
    check (opens in ('live', 'reports')), period text not null default '', sites_by text not null default 'visitors'
    check (sites_by in ('visitors', 'name'))) strict;
INSERT INTO "user" VALUES(1,'Ada','ada','ada@example.com','ada@example.com','$argon2id$v=19$a',1,1767225600000,'Engines','de','Europe/Berlin','dark',NULL,NULL,'reports','last_7_days','name');
INSERT INTO "user" VALUES(2,'Grace','grace','grace@example.com','grace@example.com','$argon2id$v=19$b',0,1767225601000,'','','','system',1767226500000,1767226400000,'live','','visitors');
CREATE INDEX login_session_user on login_session (user_id);
CREATE INDEX site_by_owner on site (owner_id, name);
CREATE INDEX api_token_by_site on api_token (site_id);
CREATE INDEX event_by_site on event (site_id, at);
CREATE INDEX mailed_link_user on mailed_link (user_id);
CREATE INDEX login_step_user on login_step (user_id);
CREATE INDEX recovery_code_user on recovery_code (user_id);
CREATE INDEX member_by_user on member (user_id);
CREATE INDEX personal_token_by_user on personal_token (user_id);
CREATE INDEX audit_by_actor on audit (actor_id, id);
CREATE INDEX audit_by_action on audit (action, id);
CREATE INDEX text_by_value on text (value);
CREATE INDEX correction_by_visit on correction (visit);
CREATE INDEX late_title_by_page on late_title (page_cursor);
CREATE UNIQUE INDEX segment_by_site on segment (site_id, ifnull(user_id, 0), name);
CREATE INDEX segment_by_member on segment (site_id, user_id);
CREATE INDEX annotation_by_site on annotation (site_id, day);
CREATE INDEX annotation_by_user on annotation (user_id);
CREATE INDEX block_by_user on block (user_id);
CREATE INDEX share_by_site on share (site_id);
CREATE INDEX share_by_user on share (user_id);
CREATE INDEX import_by_site on import (site_id);
CREATE INDEX import_by_user on import (user_id);
CREATE INDEX alert_by_site on alert (site_id);
CREATE INDEX alert_by_goal on alert (goal_id);
CREATE INDEX alert_by_user on alert (user_id);
CREATE INDEX alert_reader_by_member on alert_reader (site_id, user_id);
CREATE INDEX target_by_site on target (site_id);
CREATE INDEX target_by_user on target (user_id);
CREATE INDEX alert_target_by_target on alert_target (target_id);
CREATE INDEX guest_by_user on guest (user_id);
CREATE INDEX alert_guest_by_guest on alert_guest (guest_id);
CREATE INDEX report_mail_by_user on report_mail (user_id);
CREATE INDEX delivery_by_next on delivery (next_at) where next_at is not null;
CREATE INDEX delivery_by_site on delivery (site_id, id);
CREATE INDEX delivery_by_target on delivery (target_id, next_at);
CREATE INDEX delivery_by_user on delivery (user_id, next_at);
CREATE INDEX delivery_by_guest on delivery (guest_id, next_at);
CREATE INDEX badge_by_site on badge (site_id);
CREATE INDEX badge_by_user on badge (user_id);
CREATE INDEX funnel_by_user on funnel (user_id);
CREATE INDEX alias_by_site on alias (site_id);
CREATE INDEX alias_by_user on alias (user_id);
CREATE INDEX passkey_by_user on passkey (user_id);
CREATE INDEX passkey_by_hash on passkey (hash);
CREATE INDEX identity_by_user on identity (user_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('site',2);
INSERT INTO "sqlite_sequence" VALUES('api_token',12);
INSERT INTO "sqlite_sequence" VALUES('invitation',1);
INSERT INTO "sqlite_sequence" VALUES('personal_token',1);
INSERT INTO "sqlite_sequence" VALUES('audit',1);
INSERT INTO "sqlite_sequence" VALUES('goal',1);
INSERT INTO "sqlite_sequence" VALUES('segment',1);
INSERT INTO "sqlite_sequence" VALUES('annotation',1);
INSERT INTO "sqlite_sequence" VALUES('block',2);
INSERT INTO "sqlite_sequence" VALUES('share',2);
INSERT INTO "sqlite_sequence" VALUES('import',2);
INSERT INTO "sqlite_sequence" VALUES('alert',2);
INSERT INTO "sqlite_sequence" VALUES('target',1);
INSERT INTO "sqlite_sequence" VALUES('guest',1);
INSERT INTO "sqlite_sequence" VALUES('delivery',1);
INSERT INTO "sqlite_sequence" VALUES('badge',2);
INSERT INTO "sqlite_sequence" VALUES('funnel',2);
INSERT INTO "sqlite_sequence" VALUES('alias',2);
INSERT INTO "sqlite_sequence" VALUES('passkey',2);
COMMIT;
