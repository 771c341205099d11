insert into api_token (id, site_id, name, hash, created_at, used_at, user_id, scopes)
values (12, 1, 'spreadsheet', 'hash-of-a-token-for-reports', 1767227000000, null, 1, 'read reports');
insert into goal values (1, 1, 'Orders', 'event', 'purchase', 0, null, 'total', 'EUR', 1767227000000);
insert into segment values (1, 1, 2, 'mine', '[["is","visit:country",["DE"]]]', 1767227000000);
insert into annotation values (1, 1, '2026-01-01', 'Newsletter sent', 1, 1767227000000);
