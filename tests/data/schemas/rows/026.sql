update site set shard = 3 where id = 1;
