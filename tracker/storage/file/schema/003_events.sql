-- The log. Rows are only appended; `cursor` is one sequence over event, leave, correction and
-- removal, given by the writer in commit order. Times are ms, UTC, the server's own at arrival.

-- Strings that repeat: paths, titles, referrers, hosts, names, languages, sources.
create table text (
    id integer primary key,
    value text not null unique
) strict;

create table place (
    id integer primary key,
    country text not null,
    region text not null,
    city text not null,
    postal text not null,
    latitude real not null, -- 999 = unknown, so that the row can be unique
    longitude real not null,
    unique (country, region, city, postal, latitude, longitude)
) strict;

create table agent (
    id integer primary key,
    browser text not null,
    system text not null,
    device text not null,
    unique (browser, system, device)
) strict;

create table campaign (
    id integer primary key,
    source text not null,
    medium text not null,
    name text not null,
    term text not null,
    content text not null,
    click_id text not null, -- the parameter's name; its value is never kept
    unique (source, medium, name, term, content, click_id)
) strict;

create table event (
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
create index event_by_site on event (site_id, at);
create index event_of_new_visitor on event (at, visitor) where is_new = 1;

create table leave (
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

create table correction (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null,
    place integer not null -- found by a service after the visit's first event was stored
) strict;

create table removal (
    cursor integer primary key,
    site_id integer not null,
    at integer not null,
    visit integer not null -- 0 = the whole site; rows named by it with a smaller cursor are erased
) strict;
