-- oldest program: 0.1.0
-- As whom somebody was known at a log-in, what the undoing of a merge takes back, and what could not be moved.

-- `known_as` is as whom somebody was known where that one had turned out to be `person`.
alter table identity.session
    add column known_as uuid,
    add constraint session_known_as check (known_as is null or known_as <> person);
-- `left_behind` is how many documents the last run could not move.
alter table identity.proposal
    add column left_behind integer check (left_behind > 0),
    add constraint proposal_left_behind check (left_behind is null or (state = 'confirmed' and settled_at is null));
grant update (left_behind) on identity.proposal to carnet_server;
-- What was bound to somebody during a merge that was wrong is not theirs for sure.
grant delete on identity.login_subject to carnet_server;
