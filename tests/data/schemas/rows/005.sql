update user set about = 'Engines', language = 'de', time_zone = 'Europe/Berlin', theme = 'dark' where id = 1;
update login_session set country = 'DE', city = 'Berlin' where id = 1;
