insert into event (cursor, id, site_id, at, visit, visitor, is_new, beacon, name, host, path, title, referrer, source, channel, campaign, place, agent, language, width, import_id)
values (4097, 103, 1, 1767226800000, 797315758080000, 79, 1, 7, 2, 3, 4, 5, 1, 6, 7, 0, 0, 1, 8, 1440, 1);
insert into leave (cursor, site_id, at, visit, beacon, path, state, engaged, depth, page_cursor, page_age) values (4098, 1, 1767226900000, 797315758080000, 0, 4, 3, 1500, 80, 4097, 100000);
insert into late_title values (4099, 1, 1767226900001, 797315758080000, 4097, 100001, 5);
insert into day_row values (4100, 1, 1767226900002, 20454, 1, 1, 3, 4, 9, 1, 2, 240000, 180000, 1);
insert into removal values (4101, 9, 1767226900003, 'reset', 17);
insert into refused values (1, 20454, 'bot', 12);
