pragma application_id = 1953655666;
pragma user_version = 5;
BEGIN TRANSACTION;
CREATE TABLE agent (
    id integer primary key,
    browser text not null,
    system text not null,
    device text not null,
    unique (browser, system, device)
) strict;
INSERT INTO "agent" VALUES(1,'Firefox','Linux','desktop');
CREATE TABLE api_token (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    hash text not null unique,
    created_at integer not null,
    used_at integer
) strict;
INSERT INTO "api_token" VALUES(1,1,'terminal','hash-of-a-token',1767226000000,NULL);
INSERT INTO "api_token" VALUES(2,2,'wall','hash-of-another',1767226000000,1767226000001);
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
) strict;
INSERT INTO "event" VALUES(1,101,1,1767226100000,797312810000384,77,1,5,2,3,4,5,1,6,7,1,1,1,8,1440,'{"plan":"pro"}',NULL);
INSERT INTO "event" VALUES(2,102,2,1767226100001,797312810000385,78,1,6,2,3,4,5,1,6,7,0,0,1,8,390,NULL,'192.0.2.0');
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
) strict;
INSERT INTO "leave" VALUES(3,1,1767226200000,797312810000384,5,4,2,1500,80);
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
CREATE TABLE removal (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null -- 0 = the whole site; rows named by it with a smaller cursor are erased
) strict;
INSERT INTO "removal" VALUES(5,9,1767226300000,0);
CREATE TABLE site (
    id integer primary key autoincrement,
    key text not null unique,
    owner_id integer not null references user (id),
    name text not null,
    hosts text not null default '[]',
    time_zone text not null,
    keep_address text not null default 'no' check (keep_address in ('no', 'masked', 'full')),
    created_at integer not null
) strict;
INSERT INTO "site" VALUES(1,'abcdefghijkl',1,'example.com','["example.com"]','Europe/Berlin','no',1767225900000);
INSERT INTO "site" VALUES(2,'mnopqrstuvwx',2,'example.org','[]','UTC','masked',1767225900001);
CREATE TABLE text (
    id integer primary key,
    value text not null unique
) strict;
INSERT INTO "text" VALUES(1,'');
INSERT INTO "text" VALUES(2,'pageview');
INSERT INTO "text" VALUES(3,'example.com');
INSERT INTO "text" VALUES(4,'/');
INSERT INTO "text" VALUES(5,'Home');
INSERT INTO "text" VALUES(6,'Direct');
INSERT INTO "text" VALUES(7,'direct');
INSERT INTO "text" VALUES(8,'en');
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
    check (theme in ('system', 'light', 'dark'))) strict;
INSERT INTO "user" VALUES(1,'Ada','ada','ada@example.com','ada@example.com','$argon2id$v=19$a',1,1767225600000,'Engines','de','Europe/Berlin','dark');
INSERT INTO "user" VALUES(2,'Grace','grace','grace@example.com','grace@example.com','$argon2id$v=19$b',0,1767225601000,'','','','system');
CREATE INDEX login_session_user on login_session (user_id);
CREATE INDEX site_by_owner on site (owner_id, name);
CREATE INDEX api_token_by_site on api_token (site_id);
CREATE INDEX event_by_site on event (site_id, at);
CREATE INDEX event_of_new_visitor on event (at, visitor) where is_new = 1;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('site',2);
INSERT INTO "sqlite_sequence" VALUES('api_token',2);
COMMIT;
