//! Support names a record: by the whole of an identity, or by its id.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use flows::doubles;
use identity::service::RecordNamed;
use kernel::SpaceId;
use serde::Deserialize;
use webkit::{Form, Problem, client_network};

use super::{problem, record::Sent, record_view::show_record, require_support};
use crate::{
    State, forms,
    pages::patients::{Faults, Looked, SEXES, SYSTEMS},
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

/// Which record is meant. An identity travels in the body.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Named {
    #[serde(flatten)]
    looked: Looked,
    space: String,
}

/// `GET /admin/records`: the three forms by which support names a record.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, require_support).await?;
    // Where people are chosen to log in as they are made up, and so are their numbers.
    let system = if state.logins().is_some() { "test" } else { "nir" };
    let looked = Looked { system: system.to_owned(), ..Looked::default() };
    let named = Named { looked, ..Named::default() };
    answer(&visitor, &state, me, named, Faults::default(), StatusCode::OK)
}

/// `POST /admin/records`: shows how the record stands. An identity that nobody has, and one that several have, are alike.
pub(crate) async fn find(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(named): Form<Named>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &named.looked.csrf)?;
    let language = visitor.language();
    let read = named.read(language);
    let network = client_network(&request, state.house().settings.server.proxies).to_string();
    let found = state.visit(&visitor, move |visit| {
        let wanted = match read {
            Ok(wanted) => wanted,
            Err(faults) => {
                require_support(visit)?;
                return Ok(Err((faults, StatusCode::UNPROCESSABLE_ENTITY)));
            }
        };
        match doubles::find(&visit.house, &visit.actor, &wanted, &network) {
            Ok(found) => Ok(Ok(found)),
            Err(documents::Error::Identity(identity::Error::Consent(consent::Error::Absent(_)))) => {
                let nobody = Some(texts::text(language, "support-nobody"));
                Ok(Err((Faults { nobody, ..Faults::default() }, StatusCode::NOT_FOUND)))
            }
            Err(documents::Error::Identity(identity::Error::Trait(fault))) => {
                Ok(Err((Faults::of_trait(fault, language), StatusCode::UNPROCESSABLE_ENTITY)))
            }
            Err(error) => Err(problem(&error, language)),
        }
    });
    match found.await? {
        (me, Ok(found)) => show_record(&visitor, &state, me, found, None, Sent::default()),
        (me, Err((faults, status))) => answer(&visitor, &state, me, named, faults, status),
    }
}

impl Named {
    fn read(&self, language: Language) -> Result<RecordNamed, Faults> {
        if self.looked.by == "id" {
            let space: Result<SpaceId, _> = self.space.trim().parse();
            return space
                .map(RecordNamed::Space)
                .map_err(|_| Faults::of_field("space", language, "support-fault-id"));
        }
        self.looked.read(language).map(RecordNamed::Identity)
    }
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    named: Named,
    faults: Faults,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let label = |key| texts::text(visitor.language(), key);
    let view = Records {
        page: Shell::inside(visitor, state, me)?,
        systems: SYSTEMS.map(|(code, _, key)| (code, label(key))),
        sexes: SEXES.map(|(code, _, key)| (code, label(key))),
        sent: named.looked,
        space: named.space,
        faults,
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "admin/records.html")]
struct Records {
    page: Shell,
    systems: [(&'static str, String); 4],
    sexes: [(&'static str, String); 3],
    sent: Looked,
    space: String,
    faults: Faults,
}
