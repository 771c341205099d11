-- What reports bring: tokens that may ask for them.

-- Those of before read the live stream as ever, and nothing more.
alter table api_token add column scopes text not null default 'read'; -- words, with blanks between

-- Which rows are a conversion, and what one is worth. Not by number of anything recorded: a goal that
-- is changed counts anew what has been.
create table goal (
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

-- Filters under a name: somebody's own, which end with their membership, or the site's.
create table segment (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    user_id integer, -- null = the site's
    name text not null,
    filters text not null, -- as the query language has them: a list, JSON
    created_at integer not null,
    foreign key (site_id, user_id) references member (site_id, user_id) on delete cascade
) strict;
create unique index segment_by_site on segment (site_id, ifnull(user_id, 0), name);
create index segment_by_member on segment (site_id, user_id);

-- What happened on a day, beside its figures.
create table annotation (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    day text not null, -- of the site: 2026-11-29
    words text not null,
    user_id integer references user (id) on delete set null, -- who has written it
    created_at integer not null
) strict;
create index annotation_by_site on annotation (site_id, day);
create index annotation_by_user on annotation (user_id);
