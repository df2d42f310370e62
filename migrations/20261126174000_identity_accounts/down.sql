revoke update (agent) on identity.session from carnet_server;
drop table identity.known_device;
drop table identity.throttle;
drop table identity.recovery;
drop table identity.account_step;
drop table identity.account_token;
drop table identity.second_factor;
drop table identity.account_email;
drop table identity.account;
