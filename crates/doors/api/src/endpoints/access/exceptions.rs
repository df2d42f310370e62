use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    rules::{Effect, What},
    service::{ExceptionInForce, Whom},
};
use flows::access::{self, AboutWhat, MeantException, Names};
use kernel::{DocumentId, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::InSpace,
    people::{OrganisationView, PersonView, WhomBody, profession},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    views::Coded,
    wire::{MadeOnceHeader, claim, instant},
};

/// What an exception is about: exactly one of them.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = ExceptionAbout)]
pub(crate) enum WhatBody {
    /// A document with all its versions.
    #[schema(value_type = Uuid)]
    Document(DocumentId),
    /// A topic, by its name.
    #[schema(example = "mental_health")]
    Topic(String),
    /// A shelf.
    #[schema(value_type = String, example = "BIOLOGIE")]
    Category(Category),
}

/// What an exception does.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExceptionEffect)]
pub(crate) enum EffectCode {
    /// It hides.
    Hidden,
    /// It lifts a mask for somebody who has a way in; it lets nobody in.
    Shown,
}

/// A named exception to make.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewException {
    /// Whom it is about.
    whom: WhomBody,
    /// What it is about.
    what: WhatBody,
    /// Whether it hides or shows.
    effect: EffectCode,
    /// Until when, if it ends by itself.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

impl NewException {
    /// As the holder means it.
    pub(super) fn read(&self) -> Result<MeantException, Problem> {
        let about = match &self.what {
            WhatBody::Document(id) => AboutWhat::Document(*id),
            WhatBody::Topic(key) => AboutWhat::Topic(key.clone()),
            WhatBody::Category(category) => AboutWhat::Category(*category),
        };
        let effect = match self.effect {
            EffectCode::Hidden => Effect::Hidden,
            EffectCode::Shown => Effect::Shown,
        };
        Ok(MeantException { who: self.whom.read()?, about, effect, until: self.until })
    }
}

/// A named exception that runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedException)]
pub(crate) struct ExceptionView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// The professional whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// The structure that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
    /// The profession that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profession: Option<Coded>,
    /// What it is about.
    what: WhatBody,
    /// Whether it hides or shows.
    effect: EffectCode,
    /// Since when.
    since: DateTime<Utc>,
    /// Until when, if it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// All named exceptions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Exceptions {
    /// Those that run.
    items: Vec<ExceptionView>,
}

/// One exception of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneException {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The exception.
    #[param(value_type = Uuid)]
    exception: ProvisionId,
}

/// What the holder hides from somebody by name, and shows to somebody by name.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/exceptions",
    operation_id = "listExceptions",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All that run.", body = Exceptions), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Exceptions>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (found, names) = visit.decide(|tx| access::exceptions(house, tx, actor, space))?;
        Ok(Exceptions { items: found.iter().map(|one| ExceptionView::new(one, &names, visit)).collect() })
    });
    read.await.map(Json)
}

/// Hides something from somebody, or shows it to them, in the place of what was said before of the same thing to the same
/// one. Person beats structure beats profession; document beats topic beats category; at a tie hidden wins.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/exceptions",
    operation_id = "makeException",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewException,
    responses(
        (status = 201, description = "It counts from now on.", body = ExceptionView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn add(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewException>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let meant = new.read()?;
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (made, names) = visit.once(Some(space), claim.as_ref(), |tx| {
            let made = access::except(house, tx, actor, space, &meant)?;
            let id = made.0.id.uuid();
            Ok((made, id))
        })?;
        Ok(ExceptionView::new(&made, &names, visit))
    });
    Ok(HttpResponse::Created().json(done.await?))
}

/// Ends a named exception. To end one that hides asks for a second factor anew.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/exceptions/{exception}",
    operation_id = "endException",
    tag = "who sees what",
    params(OneException, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn remove(
    caller: Caller,
    state: Data<State>,
    Path(OneException { space, exception }): Path<OneException>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.end_exception(tx, &visit.actor, space, exception)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl ExceptionView {
    fn new(one: &ExceptionInForce, names: &Names, visit: &Visit) -> Self {
        let reference = &visit.house.reference;
        let mut view = Self {
            id: one.id,
            professional: None,
            organisation: None,
            profession: None,
            what: match &one.said.what {
                What::Document(series) => WhatBody::Document(DocumentId::from(*series)),
                What::Topic(key) => WhatBody::Topic(key.clone()),
                What::Category(category) => WhatBody::Category(*category),
            },
            effect: match one.said.effect {
                Effect::Hidden => EffectCode::Hidden,
                Effect::Shown => EffectCode::Shown,
            },
            since: one.since,
            until: one.said.until,
        };
        match &one.said.whom {
            Whom::Person(person) => view.professional = PersonView::of(*person, names, reference),
            Whom::Organisation(id) => view.organisation = Some(OrganisationView::of(*id, names)),
            Whom::Profession(code) => view.profession = Some(profession(code, reference)),
        }
        view
    }
}
