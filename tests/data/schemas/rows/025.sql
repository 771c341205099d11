insert into identity values ('https://login.example.com', 'b7d1', 1, 'ada@example.com', null, 1767227000000, 1767227100000);
