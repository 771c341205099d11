-- How long a site's visits are kept, and the removals of visits by their time.
alter table site add column retention_days integer -- null = the server's RETENTION_DAYS, 0 = for ever
    check (retention_days between 0 and 36500);

-- With visit -1 and `before` (ms, UTC) a removal means the site's visits that began before it.
alter table removal add column before integer not null default 0;
