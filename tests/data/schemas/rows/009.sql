update site set retention_days = 30 where id = 1;
insert into removal (cursor, site_id, at, visit, before) values (6, 1, 1767226600000, -1, 1767139200000);
