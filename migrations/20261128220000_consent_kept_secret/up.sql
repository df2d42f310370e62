-- oldest program: 0.1.0
-- Whether a code was given in secret: whoever uses one that does not count is refused in secret, too.
alter table consent.code add column secret boolean not null default false;
update consent.code c set secret = true
    from consent.provision p where p.space_id = c.space_id and p.id = c.provision and p.secret;
