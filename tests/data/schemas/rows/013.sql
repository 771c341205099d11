update user set opens = 'reports', period = 'last_7_days', sites_by = 'name' where id = 1;
update member set pinned = 1 where site_id = 1 and user_id = 2;
