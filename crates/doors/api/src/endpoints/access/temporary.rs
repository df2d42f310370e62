use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    rules::{Lasts, Scope},
    service::{AccessState, TemporaryAccess},
};
use flows::access::{self, GivenAccess, MeantAccess, MeantScope, Names};
use kernel::{DocumentId, ErrorKind, OrganisationId, ProvisionId, SpaceId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::InSpace,
    people::{OrganisationView, PersonView, rpps},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    views::Coded,
    wire::{MadeOnceHeader, claim, instant},
};

/// To whom a temporary access is given: exactly one of them.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = TemporaryAccessTo)]
pub(crate) enum ToBody {
    /// A professional by name.
    Professional {
        /// Number in the national directory.
        #[schema(example = "99700000013")]
        rpps: String,
        /// The structure where the professional practises, by its id; the first one without it.
        #[schema(value_type = Option<Uuid>, nullable = false)]
        organisation: Option<OrganisationId>,
    },
    /// Whoever uses first the code that the answer shows.
    Code,
}

/// What a temporary access opens: exactly one of them.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = TemporaryAccessOpens)]
pub(crate) enum OpensBody {
    /// The whole record, but for what hides in it.
    Whole,
    /// These shelves, but for what hides on them.
    #[schema(value_type = Vec<String>, example = json!(["BIOLOGIE"]))]
    Categories(Vec<Category>),
    /// These documents with all their versions, also where they are hidden: they are named.
    #[schema(value_type = Vec<Uuid>)]
    Documents(Vec<DocumentId>),
}

/// A temporary access to give, for `minutes` or `until` an instant: exactly one of them.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTemporaryAccess {
    /// To whom.
    to: ToBody,
    /// What it opens.
    opens: OpensBody,
    /// From when, of an access by name; from now without it.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    from: Option<DateTime<Utc>>,
    /// For how many minutes from its beginning: by a code, from when that is used.
    #[schema(nullable = false, minimum = 1, maximum = 525600, example = 60)]
    minutes: Option<u32>,
    /// Until when.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// How a temporary access stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TemporaryAccessState)]
pub(crate) enum StateCode {
    /// Its code waits for somebody to use it.
    Waiting,
    /// It begins later.
    ToCome,
    /// It runs.
    Running,
    /// It runs, and everything that it names was hidden from that person since, or is gone.
    Emptied,
    /// It is over: its time came, it was ended, or nobody used its code.
    Over,
}

/// How somebody without a log-in called themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GuestWords)]
pub(crate) struct GuestView {
    /// Name.
    name: String,
    /// Profession.
    profession: String,
    /// Where they work.
    place: String,
}

/// A temporary access, or a code by which one may begin.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemporaryAccess)]
pub(crate) struct TemporaryAccessView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// How it stands.
    state: StateCode,
    /// Whom it lets in; absent while a code waits, and for a guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// In which structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
    /// How a guest called themselves, whom nobody knows by a log-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    guest: Option<GuestView>,
    /// What it opens; documents by what stays the same over their versions.
    opens: OpensBody,
    /// Whether it was given by a code.
    by_code: bool,
    /// When the holder gave it.
    given_at: DateTime<Utc>,
    /// When its code was used, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    redeemed_at: Option<DateTime<Utc>>,
    /// When it begins or began; of a code that nobody used, when it was made.
    starts_at: DateTime<Utc>,
    /// When it ends or ended; of a code that nobody used, until when it could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ends_at: Option<DateTime<Utc>>,
}

/// All temporary accesses and codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemporaryAccesses {
    /// The newest first, those that are over among them.
    items: Vec<TemporaryAccessView>,
}

/// Something that the holder should know of what was just said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessWarning)]
pub(crate) struct Warning {
    /// What.
    what: Coded,
    /// The documents that it is about.
    #[schema(value_type = Vec<Uuid>)]
    documents: Vec<DocumentId>,
}

/// A temporary access that was given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GivenTemporaryAccess)]
pub(crate) struct Given {
    /// It.
    access: TemporaryAccessView,
    /// The code, of an access by one. It is shown this once and kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "K7PM-2XQ9")]
    code: Option<String>,
    /// What the holder should know.
    warnings: Vec<Warning>,
}

/// One temporary access of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneAccess {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The access, or the code.
    #[param(value_type = Uuid)]
    access: ProvisionId,
}

/// The temporary accesses and codes of a record: who used which code and when, and which of them show nothing any more.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/temporary-accesses",
    operation_id = "listTemporaryAccesses",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses(
        (status = 200, description = "All of the record.", body = TemporaryAccesses),
        ProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<TemporaryAccesses>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (listed, names) = visit.decide(|tx| access::temporary_accesses(house, tx, actor, space))?;
        let items = listed.iter().map(|one| TemporaryAccessView::new(one, &names, visit)).collect();
        Ok(TemporaryAccesses { items })
    });
    read.await.map(Json)
}

/// Gives a temporary access of 1 minute to 365 days, to a professional by name or to whoever uses a code first. It serves also
/// people whom no care relationship does, and, by a code for chosen documents, people without a log-in. A document that is
/// named is shown also where it is masked or hidden with a topic, now or later; what is hidden later from the person by name stays
/// hidden. It asks for a second factor anew.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/temporary-accesses",
    operation_id = "giveTemporaryAccess",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewTemporaryAccess,
    responses(
        (status = 201, description = "It counts.", body = Given),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn give(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewTemporaryAccess>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let meant = new.read()?;
    let whom = match &new.to {
        ToBody::Code => None,
        ToBody::Professional { rpps: number, organisation } => {
            Some((rpps(number, "/to/professional/rpps")?, *organisation))
        }
    };
    let given = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let given = visit.once(Some(space), claim.as_ref(), |tx| {
            let given = match &whom {
                Some((number, place)) => access::give(house, tx, actor, space, (number, *place), &meant)?,
                None => access::make_code(house, tx, actor, space, &meant)?,
            };
            let id = given.access.id.uuid();
            Ok((given, id))
        })?;
        Ok(Given::new(given, visit))
    });
    Ok(HttpResponse::Created().json(given.await?))
}

/// Ends a temporary access, or takes back a code that nobody has used.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/temporary-accesses/{access}",
    operation_id = "endTemporaryAccess",
    tag = "who sees what",
    params(OneAccess, CallerHeaders),
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneAccess { space, access }): Path<OneAccess>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| Ok(consent.end_temporary_access(tx, &visit.actor, space, access)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl NewTemporaryAccess {
    fn read(&self) -> Result<MeantAccess, Problem> {
        let lasts = match (self.minutes, self.until) {
            (Some(minutes), None) => Lasts::Minutes(minutes),
            (None, Some(until)) => Lasts::Until(until),
            (both, _) => {
                let found = if both.is_some() { "both" } else { "neither" };
                let fault = Fault::new("", "either `minutes` or `until`").found(found);
                return Err(Problem::fault(ErrorKind::Invalid, fault));
            }
        };
        let opens = match &self.opens {
            OpensBody::Whole => MeantScope::Whole,
            OpensBody::Categories(shelves) => MeantScope::Categories(shelves.clone()),
            OpensBody::Documents(ids) => MeantScope::Documents(ids.clone()),
        };
        Ok(MeantAccess { opens, from: self.from, lasts })
    }
}

impl OpensBody {
    pub(crate) fn of(scope: &Scope) -> Self {
        match scope {
            Scope::Whole => Self::Whole,
            Scope::Categories(shelves) => Self::Categories(shelves.clone()),
            Scope::Documents(series) => {
                Self::Documents(series.iter().copied().map(DocumentId::from).collect())
            }
        }
    }
}

impl TemporaryAccessView {
    fn new(one: &TemporaryAccess, names: &Names, visit: &Visit) -> Self {
        let guest = one.guest.as_ref().map(|guest| GuestView {
            name: guest.name.clone(),
            profession: guest.profession.clone(),
            place: guest.place.clone(),
        });
        Self {
            id: one.id,
            state: one.state.into(),
            professional: one.person.and_then(|id| PersonView::of(id, names, &visit.house.reference)),
            organisation: one.organisation.map(|id| OrganisationView::of(id, names)),
            guest,
            opens: OpensBody::of(&one.opens),
            by_code: one.by_code,
            given_at: one.given_at,
            redeemed_at: (one.by_code && one.person.is_some()).then_some(one.starts_at),
            starts_at: one.starts_at,
            ends_at: one.ends_at,
        }
    }
}

impl Given {
    fn new(given: GivenAccess, visit: &Visit) -> Self {
        let GivenAccess { access, code, shows_hidden, names } = given;
        let shown = Warning {
            what: Coded::new(
                "shows_hidden",
                "Ces documents sont cachés ; cet accès les montre jusqu'à sa fin, parce qu'il les nomme.",
                "These documents are hidden; this access shows them until it ends, because it names them.",
            ),
            documents: shows_hidden,
        };
        Self {
            access: TemporaryAccessView::new(&access, &names, visit),
            code: code.map(|code| code.in_groups().expose_secret().to_owned()),
            warnings: if shown.documents.is_empty() { Vec::new() } else { vec![shown] },
        }
    }
}

impl From<AccessState> for StateCode {
    fn from(state: AccessState) -> Self {
        match state {
            AccessState::Waiting => Self::Waiting,
            AccessState::ToCome => Self::ToCome,
            AccessState::Running => Self::Running,
            AccessState::Emptied => Self::Emptied,
            AccessState::Over => Self::Over,
        }
    }
}
