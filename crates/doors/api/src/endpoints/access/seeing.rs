use actix_web::web::Data;
use chrono::{DateTime, Utc};
use consent::Shown;
use documents::{PageRequest, WhyToCheck};
use flows::access::{self, Eyes, How, Unsaid};
use kernel::{DocumentId, Private, ProvisionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::{InSpace, OneDocument},
    blocks::NewBlock,
    care_team::GrantView,
    exceptions::NewException,
    people::profession,
    preferences::{PreferencesBody, StartCode},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    views::{Coded, DocumentView, ViewerSide, words_of_rules},
};

/// Who can see a document today, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Audience {
    /// Everybody whom something lets into the record, and whether they see this document.
    people: Vec<SeenBy>,
    /// The professions that might still get in, and would see it.
    others: Vec<MightSee>,
}

/// Somebody whom something lets in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeenBy {
    /// What lets them in.
    by: GrantView,
    /// Whether they see the document.
    sees: bool,
    /// Why, or why not: the rule in plain words.
    why: Coded,
    /// Until when they get in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// A profession that might get in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MightSee {
    /// The profession.
    profession: Coded,
    /// By a care relationship that starts so; absent where it is in an emergency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    start: Option<StartCode>,
    /// Whether it is in an emergency.
    in_emergency: bool,
}

/// Through whose eyes: exactly one of them.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Eyes)]
pub(crate) enum EyesBody {
    /// Of a professional, by the number in the directory.
    #[schema(value_type = String, example = "99700000021")]
    Rpps(String),
    /// Of anybody of a profession in whose care the holder is.
    #[schema(example = "40")]
    Profession(String),
    /// Of a carer, by the id among the carers.
    #[schema(value_type = Uuid)]
    Carer(ProvisionId),
    /// Of whoever represents the holder, is in charge of them or assists them, by the id in the care team.
    #[schema(value_type = Uuid)]
    Acting(ProvisionId),
}

/// What is looked at.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewOf {
    /// Through whose eyes.
    r#as: EyesBody,
    /// Preferences that are not said yet; those that stand without them.
    #[schema(nullable = false)]
    preferences: Option<PreferencesBody>,
    /// A named exception that is not made yet.
    #[schema(nullable = false)]
    exception: Option<NewException>,
    /// A block that is not said yet.
    #[schema(nullable = false)]
    block: Option<NewBlock>,
    /// Where the page begins: `next` of the page before.
    #[schema(nullable = false)]
    after: Option<String>,
    /// Documents on a page, at most 100; 20 without it.
    #[schema(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// What preferences would bring about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consequences {
    /// Documents that professionals would see no more.
    hidden: usize,
    /// Documents that professionals would see again.
    shown: usize,
    /// How many let somebody in whatever is said here: they run on until they are ended.
    run_on: usize,
    /// Documents that an emergency would not show.
    not_in_emergency: usize,
    /// Whether a second factor has to be shown anew to save it.
    needs_second_factor: bool,
    /// Documents of hidden topics to look at by hand, because a machine cannot tell.
    to_check: Vec<ToCheckView>,
}

/// A document to look at by hand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToCheck)]
pub(crate) struct ToCheckView {
    /// Of which topic.
    topic: String,
    /// The document.
    #[schema(value_type = Uuid)]
    document: DocumentId,
    /// Its title.
    #[schema(value_type = String)]
    title: Private<String>,
    /// Why.
    why: WhyCode,
}

/// Why a document has to be looked at by hand.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhyToCheck)]
pub(crate) enum WhyCode {
    /// It sums up the whole person and mentions the topic: it stays visible.
    Mentions,
    /// Nothing in it is coded: a scan, a photo, a text.
    NotCoded,
}

/// Who can see a document today, why, and until when; and who might still get in and would see it.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/documents/{document}/audience",
    operation_id = "seeAudience",
    tag = "who sees what",
    params(OneDocument, CallerHeaders),
    responses((status = 200, description = "Who sees it.", body = Audience), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn audience(
    caller: Caller,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<Json<Audience>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let found = visit.decide(|tx| access::audience(house, tx, actor, space, document))?;
        let seen = |one: access::Seen| {
            let why = match &one.shown {
                Shown::By { way, .. } => words_of_rules::shown_by(way),
                Shown::HiddenBy(rule) => words_of_rules::hidden_by(rule),
                Shown::NoWay(reason) => words_of_rules::no_way(*reason),
            };
            let sees = matches!(one.shown, Shown::By { .. });
            Some(SeenBy { by: GrantView::new(&one.by, &found.names, visit)?, sees, why, until: one.until })
        };
        let might = |one: access::Potential| MightSee {
            profession: profession(&one.profession, &house.reference),
            start: match one.how {
                How::Relationship(start) => Some(start.into()),
                How::Emergency => None,
            },
            in_emergency: one.how == How::Emergency,
        };
        Ok(Audience {
            people: found.people.into_iter().filter_map(seen).collect(),
            others: found.others.into_iter().map(might).collect(),
        })
    });
    read.await.map(Json)
}

/// What somebody else would see, with preferences as they stand or as they are thought of. It is never more than what the
/// caller sees.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/preview",
    operation_id = "preview",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    request_body = PreviewOf,
    responses(
        (status = 200, description = "One page.", body = Page<DocumentView>),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn preview(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(mut asked): Json<PreviewOf>,
) -> Result<Json<Page<DocumentView>>, Problem> {
    let page = PageQuery { after: asked.after.take(), limit: asked.limit.take() };
    let limit = page.limit()?;
    let eyes = match &asked.r#as {
        EyesBody::Rpps(number) => Eyes::Professional(super::people::rpps(number, "/as/rpps")?),
        EyesBody::Profession(code) => Eyes::Profession(code.clone()),
        EyesBody::Carer(id) => Eyes::Carer(*id),
        EyesBody::Acting(id) => Eyes::Acting(*id),
    };
    let exception = asked.exception.as_ref().map(NewException::read).transpose()?;
    let block = asked.block.as_ref().map(NewBlock::read).transpose()?;
    let filters = serde_json::to_vec(&asked).map_err(|error| Problem::internal(&error))?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "preview", "/after", &filters);
        let before = list.open(page.after.as_deref())?.map(uuid::Uuid::from_bytes);
        let found = visit.decide(|tx| {
            let preferences = match &asked.preferences {
                Some(body) => Some(body.read(visit, tx, space)?),
                None => None,
            };
            let thought = Unsaid { preferences, exception: exception.clone(), block: block.clone() };
            access::preview(house, tx, actor, space, &eyes, &thought, PageRequest { before, limit })
        })?;
        let next = found.next.map(|id| list.seal(id.as_bytes())).transpose()?;
        let side = ViewerSide::from(actor);
        let items = found.items.into_iter().map(|one| DocumentView::new(one, side, &house.reference));
        Ok(Page { items: items.collect(), next })
    });
    read.await.map(Json)
}

/// What preferences would bring about, before they are said.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/preferences/consequences",
    operation_id = "foreseePreferences",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    request_body = PreferencesBody,
    responses(
        (status = 200, description = "What would come of it.", body = Consequences),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn consequences(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(body): Json<PreferencesBody>,
) -> Result<Json<Consequences>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let found = visit.decide(|tx| {
            let wanted = body.read(visit, tx, space)?;
            access::foresee(house, tx, actor, space, &wanted)
        })?;
        let to_check = found.to_check.into_iter().map(|(topic, one)| ToCheckView {
            topic,
            document: one.document.id,
            title: one.document.words.title,
            why: match one.why {
                WhyToCheck::Mentions => WhyCode::Mentions,
                WhyToCheck::NotCoded => WhyCode::NotCoded,
            },
        });
        Ok(Consequences {
            hidden: found.hidden,
            shown: found.shown,
            run_on: found.go_on,
            not_in_emergency: found.not_in_emergency,
            needs_second_factor: found.needs_factor,
            to_check: to_check.collect(),
        })
    });
    read.await.map(Json)
}
