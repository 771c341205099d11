-- Funnels that a site's editors have named: steps as an address says them.
create table funnel (
    id integer primary key autoincrement,
    site_id integer not null references site (id) on delete cascade,
    name text not null,
    steps text not null, -- such as step=page:/pricing&step=event:Signup&strict=1
    user_id integer references user (id) on delete set null, -- who has named it
    created_at integer not null, -- ms, UTC
    unique (site_id, name)
) strict;
create index funnel_by_user on funnel (user_id);
