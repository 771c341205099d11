insert into user values (1, 'Ada', 'ada', 'ada@example.com', 'ada@example.com', '$argon2id$v=19$a', 1, 1767225600000);
insert into user values (2, 'Grace', 'grace', 'grace@example.com', 'grace@example.com', '$argon2id$v=19$b', 0, 1767225601000);
insert into login_session values (1, x'aa01', 1, 1767225700000, 1767225800000, 'Firefox on Linux', '192.0.2.0');
insert into login_session values (2, x'aa02', 2, 1767225700000, 1767225800000, 'Safari on iOS', '2001:db8:1::');
