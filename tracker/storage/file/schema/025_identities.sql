-- Who at an OpenID Connect provider has which account.
create table identity (
    issuer text not null,
    subject text not null,
    user_id integer not null references user (id) on delete cascade,
    email text not null, -- as the provider said it last; '' where it named none
    password_hash blob, -- of the encoded password that the account was made with, which nobody knows
    created_at integer not null, -- ms, UTC
    used_at integer not null, -- ms, UTC
    primary key (issuer, subject),
    unique (issuer, user_id)
) strict;
create index identity_by_user on identity (user_id);
