drop index identity.account_token_by_admin;
alter table identity.session drop column first_factor_until;
alter table identity.account_token drop column admin;
alter table identity.known_device drop column logged_in;
