-- What people say about themselves and how they want to read the pages. '' = as the browser has it.
alter table user add column about text not null default '';
alter table user add column language text not null default '';
alter table user add column time_zone text not null default '';
alter table user add column theme text not null default 'system'
    check (theme in ('system', 'light', 'dark'));

-- Where a browser signed in from, as far as its address told; the address itself is not kept.
alter table login_session add column country text not null default '';
alter table login_session add column city text not null default '';
