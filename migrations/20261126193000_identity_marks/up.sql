-- oldest program: 0.1.0
-- What a first second factor may be added by, whose invitation a link is, and whether a browser has been logged in to.

-- Until when whoever came by the link of an invitation may add a first second factor in this session. It is no second
-- factor: nothing else follows from it.
alter table identity.session add column first_factor_until timestamptz;

-- The admin whom the link of an invitation is for, so that a newer one ends those before.
alter table identity.account_token add column admin uuid;
create index account_token_by_admin on identity.account_token (admin) where admin is not null;

-- Whether a log-in has ended well in this browser. One that is known by the link to a new password alone draws on a budget
-- of its own for passwords and on none for codes.
alter table identity.known_device add column logged_in boolean not null default true;
grant update (logged_in) on identity.known_device to carnet_server;
