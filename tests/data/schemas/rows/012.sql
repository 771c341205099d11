insert into api_token (id, site_id, name, hash, created_at, used_at, user_id, scopes)
values (12, 1, 'spreadsheet', 'hash-of-a-token-for-reports', 1767227000000, null, 1, 'read reports');
