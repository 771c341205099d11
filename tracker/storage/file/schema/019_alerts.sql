-- Alerts: what somebody is to be told of a site.
create table alert (
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
create index alert_by_site on alert (site_id);
create index alert_by_goal on alert (goal_id);
create index alert_by_user on alert (user_id);

-- Members who get it by mail: that ends with their membership.
create table alert_reader (
    alert_id integer not null references alert (id) on delete cascade,
    site_id integer not null,
    user_id integer not null,
    token text not null unique, -- of the link in each mail by which it is left
    primary key (alert_id, user_id),
    foreign key (site_id, user_id) references member (site_id, user_id) on delete cascade
) strict, without rowid;
create index alert_reader_by_member on alert_reader (site_id, user_id);

-- Other programs that are told.
create table target (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    shape text not null check (shape in ('json', 'slack', 'discord', 'telegram', 'ntfy')),
    address text not null,
    secret text not null, -- signs what is sent; its owners copy it
    user_id integer references user (id) on delete set null, -- who has made it
    created_at integer not null -- ms, UTC
) strict;
create index target_by_site on target (site_id);
create index target_by_user on target (user_id);
create table alert_target (
    alert_id integer not null references alert (id) on delete cascade,
    target_id integer not null references target (id) on delete cascade,
    primary key (alert_id, target_id)
) strict, without rowid;
create index alert_target_by_target on alert_target (target_id);

-- People without an account on the site who get mails, once they have said so.
create table guest (
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
create index guest_by_user on guest (user_id);
create table alert_guest (
    alert_id integer not null references alert (id) on delete cascade,
    guest_id integer not null references guest (id) on delete cascade,
    primary key (alert_id, guest_id)
) strict, without rowid;
create index alert_guest_by_guest on alert_guest (guest_id);

-- Reports by mail, which each member asks for alone.
create table report_mail (
    site_id integer not null,
    user_id integer not null,
    every text not null check (every in ('week', 'month')),
    told_day integer not null, -- for which the last one was written, counted since 1970-01-01
    token text not null unique, -- of the link in each mail by which it is left
    primary key (site_id, user_id, every),
    foreign key (site_id, user_id) references member (site_id, user_id) on delete cascade
) strict, without rowid;
create index report_mail_by_user on report_mail (user_id);

-- Messages that are on their way, and what became of the others. One is tried until it was taken,
-- so it may arrive twice: under the same token.
create table delivery (
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
create index delivery_by_next on delivery (next_at) where next_at is not null;
create index delivery_by_site on delivery (site_id, id);
create index delivery_by_target on delivery (target_id, next_at);
create index delivery_by_user on delivery (user_id, next_at);
create index delivery_by_guest on delivery (guest_id, next_at);
