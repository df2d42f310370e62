drop table identity.admin_invitation;
