pub(crate) mod account;
mod accounts;
mod admins;
mod asks;
mod citizens;
mod clients;
mod directory;
mod finding;
mod import_rows;
mod imports;
mod logins;
mod lookups;
mod numbers;
mod practices;
mod refresh;
mod sessions;
mod shown_once;
mod subjects;

pub(crate) use accounts::{account_is_active, held_spaces, insert_account};
pub(crate) use admins::{admins, put_admin, replace_roles, roles_of, set_active};
pub(crate) use asks::{NewAsk, delete_ask, delete_asks_over, insert_ask, keep_proven, lock_ask, pause_ask};
pub(crate) use citizens::{
    IdentityAhead, identities_without_permit, identity_of, identity_without_permit, insert_citizen,
};
pub(crate) use clients::{insert_registration, registration, registrations, update_auth, update_listing};
pub(crate) use directory::{
    member, organisation, professional, put_organisation, put_professional, put_situation, put_software,
    situation, situations, software, update_standing,
};
pub(crate) use finding::{found, people_named};
pub(crate) use import_rows::{
    NewListed, NewOrganisation, NewSituation, keep, standings_of, write_organisations, write_professionals,
    write_situations, write_standings,
};
pub(crate) use imports::{
    abandon_imports, advance_import, directory_status, end_missing, forget_seen, insert_import, last_import,
    missing, running_import,
};
pub(crate) use logins::{
    NewAttempt, claim_attempt, delete_attempt, delete_attempts_over, insert_attempt, offer_choice, offered_to,
};
pub(crate) use lookups::{
    insert_tags, is_unique_tag_taken, replace_older_tags, spaces_under, spaces_with_older_tags,
};
pub(crate) use numbers::{Number, Numbered, list_organisation, organisation_by_number};
pub(crate) use practices::{
    KnownPractice, NewPractice, insert_practice, lock_practices, practices_of, profession_in,
    professional_by_rpps,
};
pub(crate) use refresh::{end_of_client, end_of_software, lock_refreshable, set_refresh};
pub(crate) use sessions::{
    NewRow, account_of_session, account_that_runs, claim_check, delete_sessions_before, end_of_account,
    end_of_person, end_of_provider_session, end_of_provider_subject, end_one, extend_idle, insert_session,
    keep_at_provider, name_device, provider_of, session_now, sessions_now, sessions_of, show_second_factor,
};
pub(crate) use shown_once::{forget_over, remember};
pub(crate) use subjects::{insert_subject, retag_subject, subject_under};
