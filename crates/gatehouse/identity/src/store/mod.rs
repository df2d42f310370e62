pub(crate) mod account;
mod accounts;
mod admins;
mod asks;
mod citizens;
mod citizens_imports;
mod clients;
mod directory;
mod finding;
mod guests;
mod import_rows;
mod imports;
mod logins;
mod lookup_budget;
mod lookups;
mod mediations;
mod merged_people;
mod naming;
mod numbers;
mod practices;
mod proposals;
mod refresh;
mod sessions;
mod shown_once;
mod subjects;

pub(crate) use accounts::{account_is_active, held_spaces, insert_account, insert_accounts, set_account};
pub(crate) use admins::{admins, put_admin, replace_roles, roles_of, set_active};
pub(crate) use asks::{
    NewAsk, claim_ask, delete_ask, delete_asks_over, insert_ask, keep_answer, keep_proven, lock_ask,
    pause_ask, release_ask,
};
pub(crate) use citizens::{
    CitizenRow, IdentityAhead, NewCitizenRow, identities_of_people_without_permit, identities_without_permit,
    identity_of, identity_without_permit, insert_citizen, insert_citizens, lock_identities, update_citizen,
    update_feed_tag, update_sealed, update_status,
};
pub(crate) use citizens_imports::{
    advance_feed, begin_import as begin_citizens_import, end_import, last_import as last_citizens_import,
    meet, met, running_import as running_citizens_import,
};
pub(crate) use clients::{insert_registration, registration, registrations, update_auth, update_listing};
pub(crate) use directory::{
    member, organisation, professional, put_organisation, put_professional, put_situation, put_software,
    situation, situations, software, update_standing,
};
pub(crate) use finding::{found, people_named};
pub(crate) use guests::insert_guest;
pub(crate) use import_rows::{
    NewListed, NewOrganisation, NewSituation, keep, standings_of, write_organisations, write_professionals,
    write_situations, write_standings,
};
pub(crate) use imports::{
    abandon_imports, advance_import, directory_status, end_missing, forget_seen, insert_import, last_import,
    missing, running_import, was_cut_after,
};
pub(crate) use logins::{
    NewAttempt, claim_attempt, delete_attempt, delete_attempts_over, insert_attempt, offer_choice, offered_to,
};
pub(crate) use lookup_budget::{forget_spent, spend};
pub(crate) use lookups::{
    Owner, delete_tags, erased_among, insert_tags, insert_tags_of_many, is_unique_tag_taken, owners_of,
    replace_older_tags, replace_tags, spaces_under, spaces_with_older_tags, with_older_tags_among,
};
pub(crate) use mediations::{
    begin_on_day, conclude, end_of_session, end_together_of, holder_who_may_log_in, mediator_days,
    name_of_admin, together_in, together_over,
};
pub(crate) use merged_people::{
    delete_merged_person, insert_merged_person, known_as_well, known_before_as, person_that_stays,
};
pub(crate) use naming::{families_of, organisation_by_finess, organisations_named, professionals_named};
pub(crate) use numbers::{Number, Numbered, list_organisation, organisation_by_number};
pub(crate) use practices::{
    KnownPractice, NewPractice, insert_practice, lock_practices, people_by_rpps, practices_of, profession_in,
    professional_by_rpps,
};
pub(crate) use proposals::{
    decide_proposal, expire_proposal, insert_proposal, leave_behind, lock_proposal, lock_under_way,
    open_proposal_about, open_proposals, proposal, settle_proposal, under_way,
};
pub(crate) use refresh::{end_of_client, end_of_software, lock_refreshable, set_refresh};
pub(crate) use sessions::{
    NewRow, account_of_session, claim_check, delete_sessions_before, end_begun_with, end_of_account,
    end_of_person, end_of_provider_session, end_of_provider_subject, end_one, extend_idle, forget_shown,
    insert_session, keep_at_provider, known_as, log_in_before, marks_of, name_device, provider_of,
    session_now, sessions_now, sessions_of, show_second_factor,
};
pub(crate) use shown_once::{forget_over, is_remembered, remember};
pub(crate) use subjects::{delete_subjects_since, insert_subject, retag_subject, subject_under};
