mod accounts;
mod admins;
mod citizens;
mod citizens_imports;
mod directory;
mod logins;
mod lookup_budget;
mod lookups;
mod numbers;
mod practices;
mod sessions;
mod shown_once;
mod subjects;

pub(crate) use accounts::{account_is_active, held_spaces, insert_account, insert_accounts, set_account};
pub(crate) use admins::roles_of;
pub(crate) use citizens::{
    CitizenRow, IdentityAhead, NewCitizenRow, identities_without_permit, identity_of,
    identity_without_permit, insert_citizen, insert_citizens, update_citizen, update_feed_tag, update_status,
};
pub(crate) use citizens_imports::{
    advance_import, begin_import as begin_citizens_import, end_import, last_import as last_citizens_import,
    meet, met, running_import as running_citizens_import,
};
pub(crate) use directory::{
    member, organisation, professional, put_organisation, put_professional, put_situation, put_software,
    situation, situations, software, update_standing,
};
pub(crate) use logins::{
    NewAttempt, claim_attempt, delete_attempt, delete_attempts_over, insert_attempt, offer_choice, offered_to,
};
pub(crate) use lookup_budget::{forget_spent, spend};
pub(crate) use lookups::{
    Owner, insert_tags, insert_tags_of_many, is_unique_tag_taken, owners_of, replace_older_tags,
    replace_tags, spaces_under, spaces_with_older_tags,
};
pub(crate) use numbers::{Number, Numbered, organisation_by_number};
pub(crate) use practices::{
    KnownPractice, NewPractice, insert_practice, lock_practices, people_by_rpps, practices_of, profession_in,
    professional_by_rpps,
};
pub(crate) use sessions::{
    NewRow, claim_check, delete_sessions_before, end_of_person, end_of_provider, end_one, extend_idle,
    insert_session, keep_tokens, provider_of, session_now, sessions_now,
};
pub(crate) use shown_once::{forget_over, remember};
pub(crate) use subjects::{insert_subject, retag_subject, subject_under};
