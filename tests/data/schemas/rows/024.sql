insert into passkey values (1, 1, 'AQID', 'b70035bb783a47bf61ac3ff70b005308e167ee984365690e638c1481b8ca2936', x'a5', x'11', 'stats.example.com', 3, 'Phone', 1767226400000, 1767226500000, null);
insert into passkey values (2, 1, 'BAUG', 'd9e78a09a8781c67b3dad267ea941bde30e5f9905c0da406be09f64a61e23be2', x'a6', x'11', 'stats.example.com', 0, 'Key', 1767226400000, null, 1767226600000);
