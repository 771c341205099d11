insert into alert values
    (1, 1, 'Nobody comes', 'silence', '', null, 30, 60, 1320, 420, 1, 1, 1767227000000, 1767228000000);
insert into alert values
    (2, 1, 'Orders', 'goal', '', 1, null, 0, null, null, 0, null, 1767227000000, null);
insert into alert_reader values (1, 1, 2, 'token-to-leave-an-alert');
insert into target values
    (1, 1, 'Wall', 'json', 'https://wall.example/hook', 'whsec_c2VjcmV0', 1, 1767227000000);
insert into alert_target values (1, 1);
insert into guest values
    (1, 1, 'joan@example.com', 'joan@example.com', 'token-of-a-guest', 'en', null, 1, 1767227000000);
insert into alert_guest values (1, 1);
insert into report_mail values (1, 2, 'week', 20454, 'token-to-leave-a-report');
insert into delivery values
    (1, 'token-of-a-message', 1, 'alert', 1, null, null,
     '{"kind":"silence","at":1767228000000,"alert_id":1,"alert":"Nobody comes","minutes":30}',
     1767228000000, 2, 1767228030000, null, 'down: ClientConnectorError');
