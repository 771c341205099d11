insert into erasure (site_id) values (9);
