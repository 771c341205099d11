insert into reset (site_id, upto) values (2, 3);
update site set reset_at = 1767227000000 where id = 2;
