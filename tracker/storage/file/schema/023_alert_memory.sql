-- What the watch of a site with alerts remembers, so that a kill loses no message.
create table alert_memory (
    site_id integer primary key references site (id) on delete cascade,
    upto integer not null, -- the log's cursor that it is of: rows behind it are looked at again
    told text not null -- JSON: what waits to be told, what lasts, counts of the last hour's minutes
) strict;
