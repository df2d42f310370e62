use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Reference;
use consent::service::{QuestionAnswer, SeenQuestion, Sign};
use flows::{access::Names, questions};
use kernel::{PersonId, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query, WriteProblemResponses};

use super::{
    access::people::{OrganisationView, PersonView},
    notifications::OneNotice,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    positions::List,
    views::Coded,
};

/// What the holder answers to a question.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answering {
    /// The answer.
    answer: AnswerCode,
}

/// Whether the holder has seen the professional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuestionAnswer)]
pub(crate) enum AnswerCode {
    /// Yes, or they care for the holder.
    Seen,
    /// No: the access ends and is looked into.
    NotSeen,
}

/// A question that a holder was asked, as an auditor sees it. The patient is somebody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessQuestion)]
pub(crate) struct QuestionView {
    /// The access.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// What stands for the patient: the same for each access to one record; nothing leads back from it.
    #[schema(example = "8C41D0A7F23B")]
    patient: String,
    /// Whose access it is.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// Who that is; absent where the directory does not know them any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// In which structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
    /// What lets them in: `care_relationship` or `emergency_access`.
    #[schema(example = "care_relationship")]
    kind: String,
    /// Since when.
    started_at: DateTime<Utc>,
    /// What was seen of it.
    signs: Vec<Coded>,
    /// What that weighs.
    #[schema(example = 3)]
    score: u32,
    /// When the holder was asked.
    asked_at: DateTime<Utc>,
    /// What the holder answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answer: Option<AnswerCode>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answered_at: Option<DateTime<Utc>>,
}

/// Answers the question of a notice: whether the holder has seen a professional who opened the record. With `not_seen` the
/// access ends at once and an auditor looks into it. Later answers count only in that direction. The professional learns of
/// neither question nor answer.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/notifications/{notice}/answer",
    operation_id = "answerNotice",
    tag = "notifications",
    params(OneNotice, CallerHeaders),
    request_body = Answering,
    responses((status = 204, description = "It is answered."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn answer(
    caller: Caller,
    state: Data<State>,
    Path(OneNotice { space, notice }): Path<OneNotice>,
    Json(Answering { answer }): Json<Answering>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| questions::answer(house, tx, actor, space, visit.ask(), notice, answer.into()))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What holders were asked about accesses that look like curiosity, newest access first. Auditors read it.
#[utoipa::path(
    get,
    path = "/api/v1/admin/access-questions",
    operation_id = "listAccessQuestions",
    tag = "audit",
    params(PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<QuestionView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<QuestionView>>, Problem> {
    let limit = page.limit()?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let nowhere = SpaceId::from(Uuid::nil());
        let list = List::new(&house.vault, actor, nowhere, "access-questions", "query:after", &[]);
        let before = list.open(page.after.as_deref())?.map(|id| ProvisionId::from(Uuid::from_bytes(id)));
        let (seen, names, next) = visit.decide(|tx| questions::list(house, tx, actor, before, limit))?;
        let items: Vec<QuestionView> =
            seen.into_iter().map(|one| QuestionView::new(one, &names, &house.reference)).collect();
        Ok((items, next.map(|id| list.seal(id.uuid().as_bytes())).transpose()?))
    });
    let (items, next) = read.await?;
    Ok(Json(Page { items, next }))
}

impl QuestionView {
    fn new(seen: SeenQuestion, names: &Names, reference: &Reference) -> Self {
        let SeenQuestion { question, patient } = seen;
        Self {
            id: question.id,
            patient,
            person: question.person,
            professional: PersonView::of(question.person, names, reference),
            organisation: question.organisation.map(|id| OrganisationView::of(id, names)),
            kind: question.kind,
            started_at: question.started_at,
            signs: question.signs.into_iter().map(sign).collect(),
            score: question.score,
            asked_at: question.asked_at,
            answer: question.answer.map(Into::into),
            answered_at: question.answered_at,
        }
    }
}

/// A sign in plain words.
fn sign(sign: Sign) -> Coded {
    let (fr, en) = match sign {
        Sign::Silent => ("Aucun dépôt depuis le début de l'accès.", "No deposit since the access began."),
        Sign::SameOrganisation => {
            ("Le titulaire travaille dans la même structure.", "The holder works in the same structure.")
        }
        Sign::SameName => ("Même nom de famille.", "One family name."),
        Sign::SameCommune => ("Même commune de résidence.", "One commune of residence."),
        Sign::ManyRecords => {
            ("Beaucoup de dossiers ouverts dans la même heure.", "Many records opened within one hour.")
        }
    };
    Coded::new(sign.as_str(), fr, en)
}

impl From<AnswerCode> for QuestionAnswer {
    fn from(code: AnswerCode) -> Self {
        match code {
            AnswerCode::Seen => Self::Seen,
            AnswerCode::NotSeen => Self::NotSeen,
        }
    }
}

impl From<QuestionAnswer> for AnswerCode {
    fn from(answer: QuestionAnswer) -> Self {
        match answer {
            QuestionAnswer::Seen => Self::Seen,
            QuestionAnswer::NotSeen => Self::NotSeen,
        }
    }
}
