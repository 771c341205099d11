pragma application_id = 1953655666;
pragma user_version = 2;
BEGIN TRANSACTION;
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
CREATE TABLE login_session (
    id integer primary key,
    token_hash blob not null unique, -- sha256
    user_id integer not null references user (id) on delete cascade,
    created_at integer not null, -- ms, UTC
    seen_at integer not null, -- ms, UTC; to a few minutes
    browser text not null, -- "Firefox on Linux", for the user's own list
    network text not null -- where it signed in from, /24 or /48
) strict;
INSERT INTO "login_session" VALUES(1,X'AA01',1,1767225700000,1767225800000,'Firefox on Linux','192.0.2.0');
INSERT INTO "login_session" VALUES(2,X'AA02',2,1767225700000,1767225800000,'Safari on iOS','2001:db8:1::');
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
CREATE TABLE user (
    id integer primary key,
    name text not null,
    name_key text not null unique, -- NFKC, casefolded: what uniqueness means
    email text not null,
    email_key text not null unique,
    password text not null, -- argon2id, encoded
    is_admin integer not null default 0,
    created_at integer not null -- ms, UTC
) strict;
INSERT INTO "user" VALUES(1,'Ada','ada','ada@example.com','ada@example.com','$argon2id$v=19$a',1,1767225600000);
INSERT INTO "user" VALUES(2,'Grace','grace','grace@example.com','grace@example.com','$argon2id$v=19$b',0,1767225601000);
CREATE INDEX login_session_user on login_session (user_id);
CREATE INDEX site_by_owner on site (owner_id, name);
CREATE INDEX api_token_by_site on api_token (site_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('site',2);
INSERT INTO "sqlite_sequence" VALUES('api_token',2);
COMMIT;
