-- Sums that retention leaves: with all that the panels show, and a site that wants none.

alter table day_row add column depth integer not null default 0; -- percents of pageviews, summed up
alter table day_row add column told integer not null default 0; -- pageviews that have told theirs

alter table site add column keeps_sums integer not null default 1 check (keeps_sums in (0, 1));
