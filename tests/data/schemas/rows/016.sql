insert into block values (1, 1, 'address', '203.0.113.0/24', 'the office', 1, 1767227000000);
insert into block values (2, 1, 'page', '/preview/**', '', null, 1767227000000);
