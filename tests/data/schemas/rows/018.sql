insert into import values
    (1, 1, 'done', 'goatcounter-csv-2', '["export.csv"]', 'mark', 1, 1767227000000, 1767227001000,
     1767226000000, '{"pageviews": 1}');
insert into import values
    (2, 2, 'running', 'combined', '["access.log"]', 'another', null, 1767227000000, null, null, '{}');
insert into import_rows values (1, 900, 903);
