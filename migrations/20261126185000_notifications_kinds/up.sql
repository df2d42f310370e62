-- oldest program: 0.1.0
-- Notices that a suspension is over and that the address of an account changes; none was ever left about a representative.
alter table notifications.notice
    drop constraint notice_kind_check,
    add constraint notice_kind_check check (kind in (
        'record_activated', 'record_closed', 'record_reopened', 'record_suspended', 'record_resumed',
        'device_new', 'factor_added', 'factor_removed', 'recovery_begun', 'recovery_stopped', 'recovery_done', 'password_changed',
        'care_relationship_declared', 'address_changing'
    ));
