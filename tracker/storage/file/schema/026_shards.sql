-- Which part of the log a site is in, for ever: of a server that is one process there is only 0.
alter table site add column shard integer not null default 0 check (shard >= 0);
