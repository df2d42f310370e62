use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Reference;
use consent::service::{QuestionAnswer, SeenQuestion, Sign};
use flows::{access::Names, questions};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query, WriteProblemResponses};

use super::{
    admin_list::{self, AccessOfSomebody},
    notifications::OneNotice,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
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
    /// The access that it is about.
    #[serde(flatten)]
    access: AccessOfSomebody,
    /// What lets them in: `care_relationship` or `emergency_access`.
    #[schema(example = "care_relationship")]
    kind: String,
    /// Since when.
    started_at: DateTime<Utc>,
    /// What was seen of it: `silent` (no deposit since the access began), `same_organisation` (the holder works in the same
    /// structure), `many_records` (many unrelated records within one hour) and `alike`. In what a patient and a professional
    /// are alike is not said, since the professional is named.
    signs: Vec<Coded>,
    /// What that weighs; absent where they are alike, since it tells in what.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 3)]
    score: Option<u32>,
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
    let list = ("access-questions", String::new());
    let read = admin_list::page(caller, &state, list, page, |visit, before, limit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (seen, names, next) = visit.decide(|tx| questions::list(house, tx, actor, before, limit))?;
        let items = seen.into_iter().map(|one| QuestionView::new(one, &names, &house.reference)).collect();
        Ok((items, next))
    });
    read.await
}

impl QuestionView {
    fn new(seen: SeenQuestion, names: &Names, reference: &Reference) -> Self {
        let SeenQuestion { question, patient } = seen;
        let by = (question.person, question.organisation);
        let (signs, score) = unnamed(&question.signs, question.score);
        Self {
            access: AccessOfSomebody::new(question.id, patient, by, names, reference),
            kind: question.kind,
            started_at: question.started_at,
            signs,
            score,
            asked_at: question.asked_at,
            answer: question.answer.map(Into::into),
            answered_at: question.answered_at,
        }
    }
}

/// What an auditor is shown of the signs and of what they weigh. A professional stands beside them by name: that somebody has
/// the same family name, or lives in the same commune, would tell who the patient is. One sign stands for all such.
fn unnamed(signs: &[Sign], score: u32) -> (Vec<Coded>, Option<u32>) {
    let mut shown: Vec<Coded> = Vec::with_capacity(signs.len());
    for sign in signs.iter().map(|sign| sign_shown(*sign)) {
        if !shown.contains(&sign) {
            shown.push(sign);
        }
    }
    let tells = signs.iter().any(|sign| matches!(sign, Sign::SameName | Sign::SameCommune));
    (shown, (!tells).then_some(score))
}

/// A sign in plain words.
fn sign_shown(sign: Sign) -> Coded {
    let (code, fr, en) = match sign {
        Sign::Silent => {
            (sign.as_str(), "Aucun dépôt depuis le début de l'accès.", "No deposit since the access began.")
        }
        Sign::SameOrganisation => (
            sign.as_str(),
            "Le titulaire travaille dans la même structure.",
            "The holder works in the same structure.",
        ),
        Sign::SameName | Sign::SameCommune => (
            "alike",
            "Le titulaire et le professionnel se ressemblent par leur identité.",
            "The holder and the professional are alike in identity.",
        ),
        Sign::ManyRecords => (
            sign.as_str(),
            "Beaucoup de dossiers ouverts dans la même heure.",
            "Many records opened within one hour.",
        ),
    };
    Coded::new(code, fr, en)
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
