-- As they were, with a name for each value: pg_dump writes "" for one that has none, and no dump of
-- that can be restored.
create or replace function instr(whole text, part text) returns bigint language sql immutable strict
    return strpos(whole, part);
create or replace function hex(value bytea) returns text language sql immutable strict
    return upper(encode(value, 'hex'));
