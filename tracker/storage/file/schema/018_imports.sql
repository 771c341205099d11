-- Files of other products whose rows were brought into the log.
create table import (
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
create index import_by_site on import (site_id);
create index import_by_user on import (user_id);

-- The cursors among which its rows are; batches that stand one behind the other are one stretch.
create table import_rows (
    import_id integer not null references import (id) on delete cascade,
    first integer not null,
    last integer not null,
    primary key (import_id, first)
) strict, without rowid;
