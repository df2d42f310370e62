-- oldest program: 0.1.0
-- Invitations of admins. `digest` is SHA-256 of the secret of the link; `sealed` holds name and address of the person,
-- under a service key.
create table identity.admin_invitation (
    digest bytea not null primary key check (octet_length(digest) = 32),
    sealed bytea not null,
    roles text[] not null check (cardinality(roles) > 0 and roles <@ array['campaign_author', 'campaign_approver',
        'project_registrar', 'mediator', 'support', 'auditor']),
    invited_at timestamptz not null,
    until timestamptz not null,
    used_at timestamptz
);
create index admin_invitation_by_end on identity.admin_invitation (until);

grant select, insert, update (used_at), delete on identity.admin_invitation to carnet_server;
