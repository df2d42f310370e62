use actix_web::web::{Data, ServiceConfig};
use chrono::NaiveDate;
use webkit::{BodyLimit, Deprecation, Endpoint};

use crate::{
    State, assets,
    pages::{
        account, admin, auth_callback, auth_start, backchannel_logout, begin, begin_decision,
        care_relationship, closing, content, deposit, directory, document, documents, entries, history, home,
        login, login_refused, logout, mediation, notifications, patients, readable, replacement, situation,
        versions,
    },
};

/// Every address of this door, for the metrics and for [`crate::Pages`].
pub const ADDRESSES: [&str; 62] = [
    "/",
    "/login",
    "/login/refused",
    "/login/situation/{attempt}",
    "/auth/{provider}/start",
    "/auth/{provider}/callback",
    "/auth/{provider}/backchannel-logout",
    "/auth/logout",
    "/logout",
    "/auth/password",
    "/auth/second-factor",
    "/account",
    "/account/new",
    "/account/forgotten",
    "/account/forgotten/{link}",
    "/account/confirm/{link}",
    "/account/confirm-address/{link}",
    "/account/keep-address/{link}",
    "/account/password",
    "/account/address",
    "/account/step-up",
    "/account/factors/totp",
    "/account/factors/{factor}/remove",
    "/account/sessions/end",
    "/account/sessions/{session}/end",
    "/account/factors/passkey",
    "/account/raising-code",
    "/account/recovery",
    "/account/recovery/{link}",
    "/account/recovery/stop/{link}",
    "/account/recovery-stop",
    "/assets/passkeys.js",
    "/admin",
    "/admin/audit",
    "/admin/records",
    "/admin/records/{space}",
    "/admin/proposals",
    "/admin/proposals/{proposal}",
    "/mediation",
    "/mediation/back",
    "/mediation/code",
    "/mediation/done",
    "/patients",
    "/directory",
    "/spaces/{space}",
    "/spaces/{space}/begin",
    "/spaces/{space}/closing",
    "/spaces/{space}/care-relationship",
    "/spaces/{space}/deposit",
    "/spaces/{space}/history",
    "/spaces/{space}/notifications",
    "/spaces/{space}/notifications/{notice}/read",
    "/spaces/{space}/notifications/{notice}/answer",
    "/spaces/{space}/documents/{document}",
    "/spaces/{space}/documents/{document}/content",
    "/spaces/{space}/documents/{document}/readable",
    "/spaces/{space}/documents/{document}/replacement",
    "/spaces/{space}/documents/{document}/entries",
    "/spaces/{space}/documents/{document}/versions",
    "/assets/style.css",
    "/assets/icon.svg",
    // Where browsers look for one beside what is no page, such as a PDF.
    "/favicon.ico",
];

/// Most bytes of a form without a file.
const FORM: BodyLimit = BodyLimit(16 * 1024);

/// Adds this door to an application.
pub fn configure(state: State) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        let uploads = state.uploads().clone();
        config.app_data(Data::new(state));
        for endpoint in map() {
            config.service(endpoint.app_data(FORM).app_data(uploads.clone()));
        }
    }
}

/// `/logout` has become `/auth/logout`.
fn former_logout() -> Deprecation {
    let day = |year| NaiveDate::from_ymd_opt(year, 11, 26).unwrap_or_default();
    Deprecation { since: day(2026), sunset: day(2028), successor: "/auth/logout" }
}

/// Every address of [`ADDRESSES`] with what answers it, by what it is for.
fn map() -> Vec<Endpoint> {
    let [
        at_home,
        at_login,
        at_refused,
        at_situation,
        at_start,
        at_callback,
        at_backchannel,
        at_auth_logout,
        at_logout,
        at_password,
        at_second_factor,
        at_account,
        at_new_account,
        at_forgotten,
        at_forgotten_link,
        at_confirm,
        at_confirm_address,
        at_keep_address,
        at_change_password,
        at_change_address,
        at_step_up,
        at_totp,
        at_remove_factor,
        at_end_sessions,
        at_end_session,
        at_passkey,
        at_raising_code,
        at_recovery,
        at_recovery_link,
        at_recovery_stop_link,
        at_recovery_stop,
        at_passkeys_script,
        at_admin,
        at_audit,
        at_records,
        at_record,
        at_proposals,
        at_proposal,
        at_mediation,
        at_mediation_back,
        at_mediation_code,
        at_mediation_done,
        at_patients,
        at_directory,
        at_space,
        at_begin,
        at_closing,
        at_relationship,
        at_deposit,
        at_history,
        at_notices,
        at_notice_read,
        at_notice_answer,
        at_document,
        at_content,
        at_readable,
        at_replacement,
        at_entries,
        at_versions,
        at_style,
        at_icon,
        at_favicon,
    ] = ADDRESSES.map(Endpoint::at);
    vec![
        // who
        at_home.get(home::show),
        at_login.get(login::show).post(login::begin),
        at_start.get(auth_start::begin),
        at_callback.get(auth_callback::take),
        at_backchannel.post(backchannel_logout::take),
        at_refused.get(login_refused::show),
        at_situation.get(situation::show).post(situation::choose),
        at_auth_logout.post(logout::end),
        at_logout.post(logout::end).deprecated(former_logout()),
        // an account with a password
        at_password.get(account::password::show).post(account::password::log_in),
        at_second_factor.get(account::second_factor::show).post(account::second_factor::take),
        at_new_account.get(account::address_link::new).post(account::address_link::send_new),
        at_forgotten.get(account::address_link::forgotten).post(account::address_link::send_forgotten),
        at_forgotten_link
            .get(account::choose_password::forgotten)
            .post(account::choose_password::take_forgotten),
        at_confirm.get(account::choose_password::confirm).post(account::choose_password::take_confirm),
        at_confirm_address.get(account::address_link::confirm).post(account::address_link::take_confirm),
        at_keep_address.get(account::address_link::keep).post(account::address_link::take_keep),
        at_account.get(account::overview::show),
        at_change_password.get(account::change_password::show).post(account::change_password::change),
        at_change_address.get(account::change_address::show).post(account::change_address::change),
        at_step_up.get(account::step_up::show).post(account::step_up::take),
        at_totp.get(account::totp::show).post(account::totp::add),
        at_passkey.get(account::passkey::show).post(account::passkey::add),
        at_raising_code.get(account::raising_code::show).post(account::raising_code::make),
        at_recovery.get(account::recovery::show).post(account::recovery::ask),
        at_recovery_link.get(account::recovery::show_link).post(account::recovery::begin),
        at_recovery_stop_link.get(account::recovery::show_stop).post(account::recovery::stop),
        at_recovery_stop.post(account::recovery::stop_own),
        at_remove_factor.post(account::factors::remove),
        at_end_sessions.post(account::sessions::end_all),
        at_end_session.post(account::sessions::end),
        // running the service
        at_admin.get(admin::home::show),
        at_audit.get(admin::audit::show),
        at_records.get(admin::records::show).post(admin::records::find),
        at_record.get(admin::record::show).post(admin::record::act),
        at_proposals.get(admin::proposals::list),
        at_proposal.get(admin::proposal::show).post(admin::proposal::decide),
        // a mediator and a citizen together
        at_mediation.get(mediation::show).post(mediation::begin),
        at_mediation_back.get(mediation::back),
        at_mediation_code.post(mediation::take_code),
        at_mediation_done.post(mediation::done),
        // reaching a record
        at_patients.get(patients::show).post(patients::find),
        at_relationship.get(care_relationship::show).post(care_relationship::declare),
        at_directory.get(directory::show).post(directory::find),
        // whether a record begins
        at_begin.get(begin::show).post(begin_decision::decide),
        at_closing.get(closing::show).post(closing::decide),
        // a record
        at_space.get(documents::list),
        at_deposit.get(deposit::show).post(deposit::send),
        at_history.get(history::list),
        at_notices.get(notifications::list),
        at_notice_read.post(notifications::mark_read),
        at_notice_answer.post(notifications::answer),
        at_document.get(document::show),
        at_content.get(content::open),
        at_readable.get(readable::open),
        at_replacement.get(replacement::show).post(replacement::send),
        at_entries.get(entries::show),
        at_versions.get(versions::list),
        // what the pages look like
        at_style.get(assets::style),
        at_passkeys_script.get(assets::passkeys),
        at_icon.get(assets::icon),
        at_favicon.get(assets::icon),
    ]
}
