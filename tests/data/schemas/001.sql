pragma application_id = 1953655666;
pragma user_version = 1;
BEGIN TRANSACTION;
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
COMMIT;
