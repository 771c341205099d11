-- How a person wants the pages; kept here, so that it holds in every browser of theirs.
alter table user add column opens text not null default 'live'
    check (opens in ('live', 'reports')); -- where a click on a site leads: the view looked at last
alter table user add column period text not null default ''; -- of reports; '' = what suits the site
alter table user add column sites_by text not null default 'visitors'
    check (sites_by in ('visitors', 'name')); -- the order of their sites

-- Sites that stand first in that list. It ends with the membership.
alter table member add column pinned integer not null default 0;
