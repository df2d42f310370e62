//! The carers of a record, as its holder sees and changes them.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    rules::{CarerAct, CarerMay, Shelves},
    service::{Carer, CarerState, Ends, NewCarer},
};
use flows::access;
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{super::documents::place::InSpace, invitees};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{MadeOnceHeader, claim, instant},
};

/// What a carer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CarerAct)]
pub(crate) enum ActCode {
    /// See documents.
    See,
    /// Put documents in.
    Add,
    /// Read the notices that are meant for carers.
    Notices,
}

/// What a holder lets a carer do.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CarerMay)]
pub(crate) struct MayBody {
    /// The acts, one at least. No carer takes anything away, changes who sees what, or lets anybody in.
    acts: Vec<ActCode>,
    /// On which shelves; on every one without it, but for those that no carer is shown.
    #[schema(value_type = Option<Vec<String>>, nullable = false, example = json!(["ORD_SOIN"]))]
    categories: Option<Vec<Category>>,
    /// What for, in the holder's words.
    #[schema(value_type = Option<String>, nullable = false, max_length = 200, example = "Fetches my prescriptions")]
    purpose: Option<Private<String>>,
    /// Whether what is hidden from professionals is shown, too.
    #[serde(default)]
    also_hidden: bool,
    /// Until when, at the end of that day. Without it, a year from its beginning; who is a carer already keeps the end that was said,
    /// if one was.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
    /// Without an end: until the holder ends it.
    #[serde(default)]
    without_end: bool,
}

/// Somebody to invite as a carer.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCarerBody {
    /// Family name: the one of birth, or the one in use.
    #[schema(value_type = String, example = "Modeste", min_length = 1, max_length = 100)]
    family_name: Private<String>,
    /// First given name.
    #[schema(value_type = String, example = "Noé", min_length = 1, max_length = 100)]
    first_name: Private<String>,
    /// Date of birth.
    #[schema(value_type = String, format = Date, example = "1974-06-02")]
    birth_date: Private<String>,
    /// From when; from when the invitation is accepted without it.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    from: Option<DateTime<Utc>>,
    /// What the carer may do.
    may: MayBody,
}

/// How it stands with a carer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CarerState)]
enum StateCode {
    /// The invitation waits for whoever is meant.
    Invited,
    /// Accepted, and begins later.
    ToCome,
    /// Accepted, and runs.
    Running,
}

/// A carer, or somebody who is invited to be one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Carer)]
pub(crate) struct CarerView {
    /// Its id, the same from the invitation on.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// How it stands.
    state: StateCode,
    /// What the carer is called; while the invitation waits, the name that the holder gave.
    #[schema(value_type = String, example = "Noé Modeste")]
    name: Private<String>,
    /// What the carer may do.
    acts: Vec<ActCode>,
    /// On which shelves; every one without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>, nullable = false)]
    categories: Option<Vec<Category>>,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    purpose: Option<Private<String>>,
    /// Whether what is hidden from professionals is shown, too.
    also_hidden: bool,
    /// Since when, or from when; absent while an invitation waits that begins when it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    since: Option<DateTime<Utc>>,
    /// Until when; absent where there is no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
    /// Until when the code of an invitation that waits can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code_until: Option<DateTime<Utc>>,
}

/// The carers of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Carers {
    /// Those who are or will be one, and those who are invited.
    items: Vec<CarerView>,
}

/// A carer who was invited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitedCarerView {
    /// The invitation.
    carer: CarerView,
    /// Its code. It is shown this once and kept nowhere: give it to whoever is meant.
    #[schema(example = "K7PM-2XQ9")]
    code: String,
}

/// One carer of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneCarer {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The carer, or the invitation.
    #[param(value_type = Uuid)]
    carer: ProvisionId,
}

/// The carers of a record, and those who are invited to be one.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/carers",
    operation_id = "listCarers",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of them.", body = Carers), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Carers>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        let carers = visit.decide(|tx| Ok(consent.carers(tx, &visit.actor, space)?))?;
        Ok(Carers { items: carers.into_iter().map(CarerView::from).collect() })
    });
    read.await.map(Json)
}

/// Invites somebody to be a carer: what comes back is a code for whoever has this name and date of birth, to be accepted within
/// 30 days after their own log-in. It asks for a second factor anew. The holder of the record is no carer of it, and of one person one
/// invitation waits at a time: 409 names the one that does, to be taken back by `DELETE` first. Whoever is a carer already is invited
/// anew to go on, or for something else.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/carers",
    operation_id = "inviteCarer",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewCarerBody,
    responses(
        (status = 201, description = "The invitation waits.", body = InvitedCarerView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn invite(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewCarerBody>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let new = new.read()?;
    let invited = state.as_caller(caller, move |visit| {
        let (code, carer) = visit.once(Some(space), claim.as_ref(), |tx| {
            let (code, carer) = access::invite_carer(&visit.house, tx, &visit.actor, space, &new)?;
            let id = carer.id.uuid();
            Ok(((code, carer), id))
        })?;
        let code = code.in_groups().expose_secret().to_owned();
        Ok(InvitedCarerView { carer: carer.into(), code })
    });
    Ok(HttpResponse::Created().json(invited.await?))
}

/// Says anew what a carer may do and until when. Less is not told to the carer; more, or longer, asks for a second factor anew.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/carers/{carer}",
    operation_id = "changeCarer",
    tag = "who sees what",
    params(OneCarer, CallerHeaders),
    request_body = MayBody,
    responses(
        (status = 200, description = "It counts.", body = CarerView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn change(
    caller: Caller,
    state: Data<State>,
    Path(OneCarer { space, carer }): Path<OneCarer>,
    Json(may): Json<MayBody>,
) -> Result<Json<CarerView>, Problem> {
    let (may, until) = may.read("")?;
    let changed = state.as_caller(caller, move |visit| {
        let (consent, actor) = (&visit.house.consent, &visit.actor);
        let changed = visit.decide(|tx| Ok(consent.change_carer(tx, actor, space, carer, &may, until)?))?;
        Ok(CarerView::from(changed))
    });
    changed.await.map(Json)
}

/// Ends what a carer was given, or takes an invitation back. The carer is not told.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/carers/{carer}",
    operation_id = "endCarer",
    tag = "who sees what",
    params(OneCarer, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneCarer { space, carer }): Path<OneCarer>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| Ok(consent.end_carer(tx, &visit.actor, space, carer)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl NewCarerBody {
    fn read(self) -> Result<NewCarer, Problem> {
        let (may, until) = self.may.read("/may")?;
        let traits = invitees::traits(self.family_name, self.first_name, self.birth_date)?;
        Ok(NewCarer { traits, may, from: self.from, until })
    }
}

impl MayBody {
    /// What is meant, and until when; `at` is where it stands in the body.
    fn read(self, at: &str) -> Result<(CarerMay, Ends), Problem> {
        let until = match (self.until, self.without_end) {
            (None, false) => Ends::AsUsual,
            (Some(until), false) => Ends::At(until),
            (None, true) => Ends::Never,
            (Some(_), true) => {
                let fault = Fault::new(format!("{at}/without_end"), "either `until` or `without_end`");
                return Err(Problem::fault(ErrorKind::Invalid, fault.found("both")));
            }
        };
        let shelves =
            self.categories.map_or(Shelves::Every, |these| Shelves::These(these.into_iter().collect()));
        let may = CarerMay {
            acts: self.acts.into_iter().map(CarerAct::from).collect(),
            shelves,
            purpose: self.purpose,
            also_hidden: self.also_hidden,
        };
        Ok((may, until))
    }
}

impl From<ActCode> for CarerAct {
    fn from(code: ActCode) -> Self {
        match code {
            ActCode::See => Self::See,
            ActCode::Add => Self::Add,
            ActCode::Notices => Self::Notices,
        }
    }
}

impl From<CarerAct> for ActCode {
    fn from(act: CarerAct) -> Self {
        match act {
            CarerAct::See => Self::See,
            CarerAct::Add => Self::Add,
            CarerAct::Notices => Self::Notices,
        }
    }
}

impl From<Carer> for CarerView {
    fn from(carer: Carer) -> Self {
        let name = carer.called();
        let Carer { id, may, since, until, state, .. } = carer;
        let (state, code_until) = match state {
            CarerState::Invited { until } => (StateCode::Invited, Some(until)),
            CarerState::ToCome => (StateCode::ToCome, None),
            CarerState::Running => (StateCode::Running, None),
        };
        Self {
            id,
            state,
            name,
            acts: may.acts.into_iter().map(ActCode::from).collect(),
            categories: may.shelves.listed(),
            purpose: may.purpose,
            also_hidden: may.also_hidden,
            since,
            until,
            code_until,
        }
    }
}
