insert into member (site_id, user_id, role, since) values (1, 2, 'viewer', 1767226500000);
insert into invitation values (1, 1, 'joan@example.com', 'joan@example.com', 'editor', x'ab01', 1, 1767226500000, 1767830400000);
update user set disabled_at = 1767226500000, last_seen = 1767226400000 where id = 2;
insert into personal_token values (1, 1, 'reports', 'read send', 'hash-of-a-third', 1767226500000, null, null);
insert into audit values (1, 1767226500000, 1, '192.0.2.0', 'logged in', 'user 1', 1);
