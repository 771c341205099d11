alter table site add column shard bigint not null default 0 check (shard >= 0);
