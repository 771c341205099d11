insert into site values (1, 'abcdefghijkl', 1, 'example.com', '["example.com"]', 'Europe/Berlin', 'no', 1767225900000);
insert into site values (2, 'mnopqrstuvwx', 2, 'example.org', '[]', 'UTC', 'masked', 1767225900001);
insert into api_token values (1, 1, 'terminal', 'hash-of-a-token', 1767226000000, null);
insert into api_token values (2, 2, 'wall', 'hash-of-another', 1767226000000, 1767226000001);
