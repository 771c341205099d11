-- What this database was made for: one row with ENVIRONMENT where that was test or staging when
-- the file was made. None means production, for ever: no command empties or fills such a file.
create table mark (
    environment text not null check (environment in ('test', 'staging'))
) strict;
