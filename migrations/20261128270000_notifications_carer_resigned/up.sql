-- oldest program: 0.1.0
-- The holder is told that a carer gave it up.
alter table notifications.notice drop constraint notice_kind_check;
alter table notifications.notice add constraint notice_kind_check check (kind in (
    'record_activated', 'record_closed', 'record_reopened', 'record_suspended', 'record_resumed', 'device_new',
    'factor_added', 'factor_removed', 'recovery_begun', 'recovery_stopped', 'recovery_done', 'password_changed',
    'care_relationship_declared', 'address_changing', 'records_merged', 'records_split',
    'together_with_mediator', 'record_merged_away', 'code_used', 'care_relationship_asked',
    'dispute_answered', 'emergency_access', 'emergency_misuse', 'access_question', 'carer_accepted', 'carer_ending', 'care_ending',
    'representative_accepted', 'representative_suspended', 'of_age_soon', 'of_age',
    'export_ready', 'export_ended',
    'erasure_asked', 'erasure_taken_back', 'erasure_near',
    'protection_began', 'protection_lifted',
    'heir_documents', 'heir_nothing', 'discretion_began',
    'carer_resigned'
));
