insert into alert_memory values (1, 3, '{"latest":1767227000000,"alerts":{"1":{"waiting":1,"example":"/"}}}');
