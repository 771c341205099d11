insert into alias values (1, 1, 'plausible', 'example.com', 1, 1767227000000);
insert into alias values (2, 1, 'matomo', '7', null, 1767227000000);
