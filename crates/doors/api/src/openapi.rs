use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use webkit::{Fault, ProblemDocument};

use crate::endpoints::{
    access, access_questions, admin_disputes, admin_spaces, care_relationships, cared_for, corrections,
    description, directory, disputes, documents, emergency, emergency_looks, erasure, exports, factors,
    folders, history, keys, me, mediations, notifications, oauth,
    oauth::{OauthProblem, OfferedPlace},
    patients, problems, proposals, redeem, refused_deposits, sessions, spaces,
};

/// The description of the API: OpenAPI 3.1, generated from the handlers.
pub fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Carnet",
        version = "1",
        description = "Personal health record. Every call as somebody bears an access token; identities of patients, \
                       codes and words searched for travel in bodies, never in addresses. Refusals and failures are \
                       problem documents (RFC 9457). What is hidden and what does not exist are the same answer. \
                       Whatever takes `GET` takes `HEAD`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        me::show,
        sessions::list,
        sessions::end,
        sessions::end_others,
        factors::list,
        documents::list::list,
        documents::deposit::deposit,
        documents::search::search,
        documents::show::show,
        documents::content::content,
        documents::readable::readable,
        documents::entries::entries,
        documents::versions::versions,
        documents::replace::replace,
        documents::archive::archive,
        documents::entitle::entitle,
        documents::withdraw::withdraw,
        documents::changes::changes,
        documents::bulk::deposit_many,
        documents::zip::zip,
        documents::refile::refile,
        documents::file::file,
        documents::pin::pin,
        refused_deposits::refuse,
        folders::list,
        folders::make,
        folders::rename,
        folders::remove,
        corrections::ask,
        corrections::list,
        corrections::take_back,
        corrections::answer,
        corrections::waiting,
        history::list,
        disputes::send,
        disputes::list,
        notifications::list,
        notifications::mark_read,
        access_questions::answer,
        spaces::close,
        spaces::activate,
        spaces::oppose,
        spaces::withdraw_opposition,
        spaces::reopen,
        spaces::read_preset,
        spaces::choose_preset,
        access::preferences::read,
        access::preferences::change,
        access::seeing::consequences,
        access::seeing::preview,
        access::seeing::audience,
        access::visibility::set,
        access::visibility::set_many,
        access::blocks::list,
        access::blocks::add,
        access::blocks::remove,
        access::exceptions::list,
        access::exceptions::add,
        access::exceptions::remove,
        access::care_team::list,
        access::care_team::add,
        access::care_team::end,
        access::care_team::end_everything,
        access::care_team::move_end,
        access::care_team::approve,
        access::codes::make,
        access::carers::list,
        access::carers::invite,
        access::carers::change,
        access::carers::end,
        cared_for::list,
        cared_for::resign,
        cared_for::accept,
        erasure::ask,
        erasure::show,
        erasure::take_back,
        exports::ask,
        exports::list,
        exports::show,
        exports::content,
        exports::remove,
        access::temporary::list,
        access::temporary::give,
        access::temporary::end,
        admin_spaces::suspend,
        admin_spaces::resume,
        admin_spaces::set_identity_status,
        admin_spaces::find,
        proposals::make,
        proposals::list,
        proposals::read,
        proposals::confirm,
        proposals::decline,
        proposals::take_back,
        admin_disputes::list,
        admin_disputes::take,
        admin_disputes::answer,
        mediations::count,
        emergency_looks::list,
        emergency_looks::review,
        emergency_looks::restore,
        access_questions::list,
        patients::find,
        care_relationships::open,
        access::own::list,
        access::own::relinquish,
        access::delegations::list,
        access::delegations::give,
        access::delegations::end,
        redeem::redeem,
        emergency::open,
        emergency::list,
        emergency::report,
        directory::search,
        oauth::token::give,
        oauth::backchannel::ask,
        oauth::revoke::revoke,
        oauth::metadata::show,
        description::show,
        problems::explain,
        keys::list,
    ),
    components(schemas(ProblemDocument, Fault, OauthProblem, OfferedPlace)),
    modifiers(&BearerToken),
    tags(
        (name = "who", description = "Who acts."),
        (name = "documents", description = "What is in a record."),
        (name = "folders", description = "How the holder's side keeps documents in order."),
        (name = "corrections", description = "What is said to be wrong with a document, and what its author answers."),
        (name = "history", description = "Who did what."),
        (name = "notifications", description = "What somebody is told about their record and their account."),
        (name = "life of a record", description = "Whether a record begins, how it may be reached, and its end."),
        (name = "who sees what", description = "What the holder says of who gets in and what they see, and what comes of it."),
        (name = "support", description = "What those who run the service do; nothing of it opens a record."),
        (name = "audit", description = "What a second person looks at; patients stay unnamed."),
        (name = "reaching a record", description = "How a professional comes to a record."),
        (name = "directory", description = "Whom there is."),
        (name = "software", description = "How client software gets tokens (OAuth 2.0). It shows that it is itself by a signed \
                                           assertion or a certificate; what it is refused has the shape of RFC 6749."),
        (name = "description", description = "What needs no token.")
    )
)]
struct Description;

/// How a caller says who it is.
struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}
