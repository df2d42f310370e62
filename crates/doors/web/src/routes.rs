use actix_web::web::{Data, ServiceConfig};
use webkit::{BodyLimit, Endpoint};

use crate::{
    State, assets,
    pages::{
        auth_callback, auth_start, begin, care_relationship, content, deposit, document, documents, entries,
        history, home, login, login_refused, logout, patients, readable, replacement, situation, versions,
    },
};

/// Every address of this door, for the metrics and for [`crate::Pages`].
pub const ADDRESSES: [&str; 23] = [
    "/",
    "/login",
    "/login/refused",
    "/login/situation/{attempt}",
    "/auth/{provider}/start",
    "/auth/{provider}/callback",
    "/auth/logout",
    "/logout",
    "/patients",
    "/spaces/{space}",
    "/spaces/{space}/begin",
    "/spaces/{space}/care-relationship",
    "/spaces/{space}/deposit",
    "/spaces/{space}/history",
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

/// Every address of [`ADDRESSES`] with what answers it, by what it is for.
fn map() -> Vec<Endpoint> {
    let [
        at_home,
        at_login,
        at_refused,
        at_situation,
        at_start,
        at_callback,
        at_auth_logout,
        at_logout,
        at_patients,
        at_space,
        at_begin,
        at_relationship,
        at_deposit,
        at_history,
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
        at_refused.get(login_refused::show),
        at_situation.get(situation::show).post(situation::choose),
        at_auth_logout.post(logout::end),
        at_logout.post(logout::end),
        // reaching a record
        at_patients.get(patients::show).post(patients::find),
        at_relationship.get(care_relationship::show).post(care_relationship::declare),
        // whether a record begins
        at_begin.get(begin::show).post(begin::decide),
        // a record
        at_space.get(documents::list),
        at_deposit.get(deposit::show).post(deposit::send),
        at_history.get(history::list),
        at_document.get(document::show),
        at_content.get(content::open),
        at_readable.get(readable::open),
        at_replacement.get(replacement::show).post(replacement::send),
        at_entries.get(entries::show),
        at_versions.get(versions::list),
        // what the pages look like
        at_style.get(assets::style),
        at_icon.get(assets::icon),
        at_favicon.get(assets::icon),
    ]
}
