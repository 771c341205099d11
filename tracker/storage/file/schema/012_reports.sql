-- What reports bring: tokens that may ask for them.

-- Those of before read the live stream as ever, and nothing more.
alter table api_token add column scopes text not null default 'read'; -- words, with blanks between
