insert into removal (cursor, site_id, at, visit, before) values (4096, 9, 1767226700000, 0, 0);
insert into stretch values (0, 1767226100000, 1767226100001);
