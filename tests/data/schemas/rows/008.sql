insert into mark (environment) values ('test');
