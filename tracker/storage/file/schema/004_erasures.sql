-- Sites that were deleted and whose rows in the log are still being erased, a slice at a time.
-- A row stands here from the transaction that deletes the site until nothing of it is left.
create table erasure (
    site_id integer primary key
) strict;
