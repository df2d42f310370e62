use actix_web::web::{Data, ServiceConfig};
use webkit::Endpoint;

use crate::{
    State,
    endpoints::{
        access, access_questions, admin_disputes, admin_heirs, admin_measures, admin_spaces,
        care_relationships, cared_for, corrections, description, directory, disputes, documents, emergency,
        emergency_looks, erasure, explorer, exports, factors, folders, heir_selections, history, keys, me,
        mediations, notifications, oauth, patients, problems, projects, proposals, redeem, refused_deposits,
        secondary_use, sessions, spaces,
    },
};

/// Adds this door to an application.
pub fn configure(state: State) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(state.uploads().clone()).app_data(Data::new(state));
        for endpoint in map().into_iter().chain(pages()) {
            config.service(endpoint);
        }
    }
}

/// Every address of the API with its methods, as described by OpenAPI.
pub fn map() -> Vec<Endpoint> {
    vec![
        // who
        Endpoint::at("/api/v1/me").get(me::show),
        Endpoint::at("/api/v1/me/sessions").get(sessions::list).delete(sessions::end_others),
        Endpoint::at("/api/v1/me/sessions/{session}").delete(sessions::end),
        Endpoint::at("/api/v1/me/factors").get(factors::list),
        Endpoint::at("/api/v1/me/cared-for").get(cared_for::list),
        Endpoint::at("/api/v1/me/cared-for/{space}").delete(cared_for::resign),
        Endpoint::at("/api/v1/carer-invitations/accept").post(cared_for::accept),
        Endpoint::at("/api/v1/representative-invitations/accept").post(access::representatives::accept),
        Endpoint::at("/api/v1/spaces/{space}/protection").get(access::protection::list),
        Endpoint::at("/api/v1/spaces/{space}/protection/{protection}/assistance")
            .put(access::protection::consent)
            .delete(access::protection::take_back),
        Endpoint::at("/api/v1/spaces/{space}/representatives")
            .get(access::representatives::list)
            .post(access::representatives::invite),
        Endpoint::at("/api/v1/spaces/{space}/representatives/{representative}")
            .delete(access::representatives::withdraw),
        Endpoint::at("/api/v1/spaces/{space}/representatives/{representative}/suspension")
            .post(access::representatives::suspend),
        // a record
        Endpoint::at("/api/v1/spaces/{space}/documents").get(documents::list).post(documents::deposit),
        Endpoint::at("/api/v1/spaces/{space}/documents/search").post(documents::search),
        Endpoint::at("/api/v1/deposits").post(documents::deposit_many),
        Endpoint::at("/api/v1/spaces/{space}/documents/zip").post(documents::zip),
        Endpoint::at("/api/v1/spaces/{space}/documents/changes").get(documents::changes),
        Endpoint::at("/api/v1/spaces/{space}/documents/visibility").post(access::visibility::set_many),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}")
            .get(documents::show)
            .delete(documents::withdraw),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/content").get(documents::content),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/readable").get(documents::readable),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/entries").get(documents::entries),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/versions").get(documents::versions),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/replacement").post(documents::replace),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/archived").put(documents::archive),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/title").put(documents::entitle),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/move").post(documents::refile),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/folder").put(documents::file),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/pinned").put(documents::pin),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/correction-request").post(corrections::ask),
        Endpoint::at("/api/v1/spaces/{space}/refused-deposits").post(refused_deposits::refuse),
        Endpoint::at("/api/v1/spaces/{space}/folders").get(folders::list).post(folders::make),
        Endpoint::at("/api/v1/spaces/{space}/folders/{folder}").put(folders::rename).delete(folders::remove),
        Endpoint::at("/api/v1/spaces/{space}/correction-requests").get(corrections::list),
        Endpoint::at("/api/v1/spaces/{space}/correction-requests/{correction}")
            .delete(corrections::take_back),
        Endpoint::at("/api/v1/spaces/{space}/correction-requests/{correction}/answer")
            .post(corrections::answer),
        Endpoint::at("/api/v1/correction-requests").get(corrections::waiting),
        Endpoint::at("/api/v1/spaces/{space}/history").get(history::list),
        Endpoint::at("/api/v1/spaces/{space}/history/{line}/dispute").post(disputes::send),
        Endpoint::at("/api/v1/spaces/{space}/disputes").get(disputes::list),
        Endpoint::at("/api/v1/spaces/{space}/notifications").get(notifications::list),
        Endpoint::at("/api/v1/spaces/{space}/notifications/{notice}/read").post(notifications::mark_read),
        Endpoint::at("/api/v1/spaces/{space}/notifications/{notice}/answer").post(access_questions::answer),
        // the life of a record
        Endpoint::at("/api/v1/spaces/{space}").delete(spaces::close),
        Endpoint::at("/api/v1/spaces/{space}/exports").get(exports::list).post(exports::ask),
        Endpoint::at("/api/v1/spaces/{space}/exports/{export}").get(exports::show).delete(exports::remove),
        Endpoint::at("/api/v1/spaces/{space}/exports/{export}/content").get(exports::content),
        Endpoint::at("/api/v1/spaces/{space}/erasure")
            .get(erasure::show)
            .post(erasure::ask)
            .delete(erasure::take_back),
        Endpoint::at("/api/v1/spaces/{space}/activate").post(spaces::activate),
        Endpoint::at("/api/v1/spaces/{space}/opposition")
            .post(spaces::oppose)
            .delete(spaces::withdraw_opposition),
        Endpoint::at("/api/v1/spaces/{space}/reopen").post(spaces::reopen),
        Endpoint::at("/api/v1/spaces/{space}/preferences/preset")
            .get(spaces::read_preset)
            .put(spaces::choose_preset),
        // who sees what
        Endpoint::at("/api/v1/spaces/{space}/preferences")
            .get(access::preferences::read)
            .put(access::preferences::change),
        Endpoint::at("/api/v1/spaces/{space}/preferences/consequences").post(access::seeing::consequences),
        Endpoint::at("/api/v1/spaces/{space}/preview").post(access::seeing::preview),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/visibility").put(access::visibility::set),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/representatives")
            .put(access::visibility::set_for_representatives),
        Endpoint::at("/api/v1/spaces/{space}/documents/{document}/audience").get(access::seeing::audience),
        Endpoint::at("/api/v1/spaces/{space}/blocked").get(access::blocks::list).post(access::blocks::add),
        Endpoint::at("/api/v1/spaces/{space}/blocked/{block}").delete(access::blocks::remove),
        Endpoint::at("/api/v1/spaces/{space}/exceptions")
            .get(access::exceptions::list)
            .post(access::exceptions::add),
        Endpoint::at("/api/v1/spaces/{space}/exceptions/{exception}").delete(access::exceptions::remove),
        Endpoint::at("/api/v1/spaces/{space}/care-team")
            .get(access::care_team::list)
            .post(access::care_team::add)
            .delete(access::care_team::end_everything),
        Endpoint::at("/api/v1/spaces/{space}/care-team/codes").post(access::codes::make),
        Endpoint::at("/api/v1/spaces/{space}/carers").get(access::carers::list).post(access::carers::invite),
        Endpoint::at("/api/v1/spaces/{space}/carers/{carer}")
            .put(access::carers::change)
            .delete(access::carers::end),
        Endpoint::at("/api/v1/spaces/{space}/secondary-use")
            .get(secondary_use::answers::read)
            .post(secondary_use::answers::give),
        Endpoint::at("/api/v1/spaces/{space}/secondary-use/ledger").get(secondary_use::ledger::read),
        Endpoint::at("/api/v1/projects").get(projects::public::list),
        Endpoint::at("/api/v1/spaces/{space}/after-death")
            .get(access::after_death::read)
            .put(access::after_death::say),
        Endpoint::at("/api/v1/spaces/{space}/discretion")
            .get(access::discretion::read)
            .put(access::discretion::begin)
            .delete(access::discretion::end),
        Endpoint::at("/api/v1/spaces/{space}/heir-selections").get(heir_selections::list),
        Endpoint::at("/api/v1/spaces/{space}/heir-selections/{selection}").post(heir_selections::choose),
        Endpoint::at("/api/v1/admin/heir-requests").get(admin_heirs::waiting),
        Endpoint::at("/api/v1/admin/spaces/{space}/heir-requests")
            .get(admin_heirs::list)
            .post(admin_heirs::propose),
        Endpoint::at("/api/v1/admin/spaces/{space}/heir-requests/{request}").delete(admin_heirs::end),
        Endpoint::at("/api/v1/admin/spaces/{space}/heir-requests/{request}/confirm")
            .post(admin_heirs::confirm),
        Endpoint::at("/api/v1/admin/measures").get(admin_measures::waiting),
        Endpoint::at("/api/v1/admin/spaces/{space}/measures")
            .get(admin_measures::list)
            .post(admin_measures::propose),
        Endpoint::at("/api/v1/admin/spaces/{space}/measures/{measure}/confirm").post(admin_measures::confirm),
        Endpoint::at("/api/v1/admin/spaces/{space}/measures/{measure}/decline").post(admin_measures::decline),
        Endpoint::at("/api/v1/admin/projects").get(projects::admin::list).post(projects::admin::register),
        Endpoint::at("/api/v1/admin/projects/{project}").get(projects::admin::read),
        Endpoint::at("/api/v1/admin/projects/{project}/confirm").post(projects::admin::confirm),
        Endpoint::at("/api/v1/admin/projects/{project}/decline").post(projects::admin::decline),
        Endpoint::at("/api/v1/admin/projects/{project}/end").post(projects::admin::end),
        Endpoint::at("/api/v1/admin/projects/{project}/extracts")
            .get(projects::extracts::list)
            .post(projects::extracts::ask),
        Endpoint::at("/api/v1/admin/projects/{project}/extracts/{extract}/content")
            .get(projects::extracts::content),
        Endpoint::at("/api/v1/spaces/{space}/secondary-use/{answer}")
            .delete(secondary_use::answers::take_back),
        Endpoint::at("/api/v1/spaces/{space}/temporary-accesses")
            .get(access::temporary::list)
            .post(access::temporary::give),
        Endpoint::at("/api/v1/spaces/{space}/temporary-accesses/{access}").delete(access::temporary::end),
        Endpoint::at("/api/v1/spaces/{space}/care-team/{grant}").delete(access::care_team::end),
        Endpoint::at("/api/v1/spaces/{space}/care-team/{grant}/end").put(access::care_team::move_end),
        Endpoint::at("/api/v1/spaces/{space}/care-team/{grant}/approve").post(access::care_team::approve),
        Endpoint::at("/api/v1/admin/spaces/{space}/suspend").post(admin_spaces::suspend),
        Endpoint::at("/api/v1/admin/spaces/{space}/resume").post(admin_spaces::resume),
        Endpoint::at("/api/v1/admin/spaces/{space}/identity-status").put(admin_spaces::set_identity_status),
        Endpoint::at("/api/v1/admin/spaces/find").post(admin_spaces::find),
        Endpoint::at("/api/v1/admin/proposals").get(proposals::list).post(proposals::make),
        Endpoint::at("/api/v1/admin/proposals/{proposal}").get(proposals::read).delete(proposals::take_back),
        Endpoint::at("/api/v1/admin/proposals/{proposal}/confirm").post(proposals::confirm),
        Endpoint::at("/api/v1/admin/proposals/{proposal}/decline").post(proposals::decline),
        Endpoint::at("/api/v1/admin/disputes").get(admin_disputes::list),
        Endpoint::at("/api/v1/admin/disputes/{dispute}/take").post(admin_disputes::take),
        Endpoint::at("/api/v1/admin/disputes/{dispute}/answer").post(admin_disputes::answer),
        Endpoint::at("/api/v1/admin/mediations").get(mediations::count),
        Endpoint::at("/api/v1/admin/emergency-accesses").get(emergency_looks::list),
        Endpoint::at("/api/v1/admin/emergency-accesses/{access}/review").post(emergency_looks::review),
        Endpoint::at("/api/v1/admin/emergency-accesses/{access}/restore").post(emergency_looks::restore),
        Endpoint::at("/api/v1/admin/access-questions").get(access_questions::list),
        // reaching a record
        Endpoint::at("/api/v1/patients/find").post(patients::find),
        Endpoint::at("/api/v1/spaces/{space}/care-relationships")
            .get(access::own::list)
            .post(care_relationships::open),
        Endpoint::at("/api/v1/spaces/{space}/care-relationships/{grant}").delete(access::own::relinquish),
        Endpoint::at("/api/v1/spaces/{space}/delegations")
            .get(access::delegations::list)
            .post(access::delegations::give),
        Endpoint::at("/api/v1/spaces/{space}/delegations/{grant}").delete(access::delegations::end),
        Endpoint::at("/api/v1/temporary-accesses/redeem").post(redeem::redeem),
        Endpoint::at("/api/v1/spaces/{space}/emergency-accesses").get(emergency::list).post(emergency::open),
        Endpoint::at("/api/v1/spaces/{space}/emergency-accesses/{access}/misuse-report")
            .post(emergency::report),
        // whom there is
        Endpoint::at("/api/v1/directory/professionals/search").post(directory::search),
        // client software
        Endpoint::at("/oauth/token").post(oauth::token::give),
        Endpoint::at("/oauth/bc-authorize").post(oauth::backchannel::ask),
        Endpoint::at("/oauth/revoke").post(oauth::revoke::revoke),
        Endpoint::at("/.well-known/oauth-authorization-server").get(oauth::metadata::show),
        // what needs nobody
        Endpoint::at("/api/v1/openapi.json").get(description::show),
        Endpoint::at("/problems/{slug}").get(problems::explain),
        Endpoint::at("/.well-known/jwks.json").get(keys::list),
    ]
}

/// The pages for people beside the API, which OpenAPI does not describe.
fn pages() -> [Endpoint; 2] {
    [
        Endpoint::at("/api/v1/docs").get(explorer::enter),
        Endpoint::at("/api/v1/docs/{file:.*}").get(explorer::file),
    ]
}
