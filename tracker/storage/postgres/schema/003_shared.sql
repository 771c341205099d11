-- Live views of a shared link end when it is changed; a badge that was taken away is none anywhere.
drop trigger share_told on share;
create constraint trigger share_told after delete or update on share
    deferrable initially deferred for each row execute function tell_change('id');
create constraint trigger badge_told after delete or update on badge
    deferrable initially deferred for each row execute function tell_change('id');

-- What all processes know for a while: failures that throttle log-ins, links that were printed,
-- accounts that wait for a mail. Of a name only a hash.
create table remembered (
    kind text collate "C" not null,
    name text collate "C" not null,
    value bytea not null,
    until bigint not null, -- ms, UTC
    primary key (kind, name)
);
create index remembered_by_end on remembered (until);
create index remembered_by_kind on remembered (kind, until);

-- What all processes sign and hash by, and the key behind second factors.
create table secret (
    name text collate "C" primary key,
    value bytea not null
);

-- What was done already, where doing it twice would count it twice.
create table done (
    job text collate "C" not null,
    period bigint not null,
    primary key (job, period)
);

-- Whether the pages are closed is known everywhere; nothing else of what is remembered is told.
create constraint trigger closed_told after insert or update on remembered
    deferrable initially deferred for each row when (new.kind = 'maintenance')
    execute function tell_change('until');
create constraint trigger opened_told after delete on remembered
    deferrable initially deferred for each row when (old.kind = 'maintenance')
    execute function tell_change('until');
