insert into mailed_link values (1, x'bb01', 'login', 1, 'ada@example.com', x'cc01', 1767226400000, null);
insert into mailed_link values (2, x'bb02', 'reset', null, 'nobody@example.com', x'cc02', 1767226400000, 1767226400001);
insert into login_step values (x'dd01', 1, 1767226400000);
insert into two_factors values (1, x'ee01', x'ee02', 1767226400000, 58907546);
insert into recovery_code values (x'ff01', 1, null), (x'ff02', 1, 1767226400000);
