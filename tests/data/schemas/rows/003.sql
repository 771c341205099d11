insert into text (id, value) values (1, ''), (2, 'pageview'), (3, 'example.com'), (4, '/'), (5, 'Home'), (6, 'Direct'), (7, 'direct'), (8, 'en');
insert into place values (1, 'DE', '', 'Berlin', '', 52.5, 13.4);
insert into agent values (1, 'Firefox', 'Linux', 'desktop');
insert into campaign values (1, 'news', 'mail', 'launch', '', '', '');
insert into event values (1, 101, 1, 1767226100000, 797312810000384, 77, 1, 5, 2, 3, 4, 5, 1, 6, 7, 1, 1, 1, 8, 1440, '{"plan":"pro"}', null);
insert into event values (2, 102, 2, 1767226100001, 797312810000385, 78, 1, 6, 2, 3, 4, 5, 1, 6, 7, 0, 0, 1, 8, 390, null, '192.0.2.0');
insert into leave values (3, 1, 1767226200000, 797312810000384, 5, 4, 2, 1500, 80);
insert into correction values (4, 2, 1767226200001, 797312810000385, 1);
insert into removal values (5, 9, 1767226300000, 0);
