insert into badge values
    (1, 1, 'last_28_days', '/pricing', 'Seen this month', 'token-of-a-badge', 'hash-of-a-badge', 1, 1767227000000);
insert into badge values
    (2, 1, 'now', '', 'here now', 'token-of-another-badge', 'hash-of-another-badge', null, 1767227000000);
update share set frames = 'example.com http://localhost:3000', is_found = 1 where id = 2;
update share set shows_live = 1 where id = 1;
