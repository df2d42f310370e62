use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    rules::{SecondaryUseTerms, UseScope},
    service::{GivenAnswer, UseAnswers},
};
use kernel::{ErrorKind, ProjectId, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::InSpace,
    explained::{self, ForbiddenView, PurposeView},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    views::Coded,
    wire::{MadeOnceHeader, claim, instant},
};

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UseAnswerCode)]
pub(crate) enum AnswerCode {
    /// It may be used.
    Yes,
    /// It may not.
    No,
}

/// An answer to give. It is about a `purpose`, a `theme` or a `project`, or, where it is a no, about everything when neither is named.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUseAnswer)]
pub(crate) struct NewAnswer {
    /// Yes or no.
    answer: AnswerCode,
    /// The purpose that it is about, by its code.
    #[schema(nullable = false, example = "research")]
    purpose: Option<String>,
    /// The part of a purpose that it is about, by its code.
    #[schema(nullable = false, example = "cancer")]
    theme: Option<String>,
    /// The project that it is about, as the public register names it.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    project: Option<ProjectId>,
    /// The shelves that it is about, one at least; every one without it.
    #[schema(value_type = Option<Vec<String>>, nullable = false, min_items = 1, example = json!(["BIOLOGIE"]))]
    categories: Option<Vec<Category>>,
    /// Of what is permitted, only documents that came in at this instant or later.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    deposited_from: Option<DateTime<Utc>>,
}

impl NewAnswer {
    /// The project that it is about, and the answer; that of a project is read from the register.
    fn read(self) -> Result<(Option<ProjectId>, SecondaryUseTerms), Problem> {
        if self.project.is_some() && (self.purpose.is_some() || self.theme.is_some()) {
            let fault = Fault::new("/project", "a `project` alone: it has one purpose already");
            return Err(Problem::fault(ErrorKind::Unprocessable, fault));
        }
        let about = match (self.purpose, self.theme) {
            (Some(purpose), None) => UseScope::Purpose(purpose),
            (None, Some(theme)) => UseScope::Theme(theme),
            (None, None) => UseScope::Everything,
            (Some(_), Some(_)) => {
                let fault = Fault::new(
                    "/theme",
                    "a `purpose` or a `theme`, not both: a theme is a part of one purpose already",
                );
                return Err(Problem::fault(ErrorKind::Unprocessable, fault));
            }
        };
        if self.categories.as_ref().is_some_and(Vec::is_empty) {
            let fault = Fault::new("/categories", "one category at least; leave it out for every one");
            return Err(Problem::fault(ErrorKind::Unprocessable, fault));
        }
        let terms = SecondaryUseTerms {
            about,
            categories: self.categories.unwrap_or_default(),
            permits: self.answer == AnswerCode::Yes,
            deposited_from: self.deposited_from,
        };
        Ok((self.project, terms))
    }
}

/// An answer that was given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UseAnswer)]
pub(crate) struct AnswerView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// Yes or no.
    answer: AnswerCode,
    /// The purpose or the part of one; every use without either.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    purpose: Option<Coded>,
    /// The part of a purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    theme: Option<Coded>,
    /// The project.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    project: Option<ProjectId>,
    /// The shelves; every one where there is none.
    categories: Vec<Coded>,
    /// Only documents that came in at this instant or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deposited_from: Option<DateTime<Utc>>,
    /// From when the answer counts.
    since: DateTime<Utc>,
    /// Until when it counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended: Option<DateTime<Utc>>,
    /// Whether it was the caller who gave it.
    given_by_you: bool,
}

/// What was answered about secondary use, what comes of it, and what can be answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondaryUse)]
pub(crate) struct SecondaryUseView {
    /// Whether every use of everything is opposed: that beats whatever else was answered.
    opposed: bool,
    /// In a sentence, what holds now.
    in_short: Coded,
    /// The purposes, with the shelves that may be used for each.
    purposes: Vec<PurposeView>,
    /// The answers that count, the newest first.
    answers: Vec<AnswerView>,
    /// The answers that counted before, the newest first.
    before: Vec<AnswerView>,
    /// What nobody may do with health data, whoever agrees.
    forbidden: Vec<ForbiddenView>,
}

/// One answer of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneAnswer {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The answer.
    #[param(value_type = Uuid)]
    answer: ProvisionId,
}

/// What the holder has answered about uses beyond care, what is permitted now, and what can be answered. Nothing of it lets
/// anybody into the record.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/secondary-use",
    operation_id = "readSecondaryUse",
    tag = "secondary use",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "As it stands.", body = SecondaryUseView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<SecondaryUseView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let answers = visit.decide(|tx| Ok(house.consent.use_answers(tx, actor, space)?.1))?;
        Ok(SecondaryUseView::new(&answers, visit))
    });
    read.await.map(Json)
}

/// Answers about uses beyond care. It counts for whatever begins afterwards, and takes the place of an answer about the same.
/// Permitting something asks for a second factor anew.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/secondary-use",
    operation_id = "answerSecondaryUse",
    tag = "secondary use",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewAnswer,
    responses(
        (status = 201, description = "It counts.", body = AnswerView),
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
    Json(new): Json<NewAnswer>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let (project, new) = new.read()?;
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let given = visit.once(Some(space), claim.as_ref(), |tx| {
            let given = flows::projects::answer_about_project(house, tx, actor, space, (project, &new))?;
            let id = given.id.uuid();
            Ok((given, id))
        })?;
        Ok(AnswerView::new(&given, visit))
    });
    Ok(HttpResponse::Created().json(done.await?))
}

/// Takes an answer back, as if nothing had been answered about it. Where more may be used then, it asks for a second factor anew.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/secondary-use/{answer}",
    operation_id = "takeBackSecondaryUseAnswer",
    tag = "secondary use",
    params(OneAnswer, CallerHeaders),
    responses((status = 204, description = "It is taken back."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn take_back(
    caller: Caller,
    state: Data<State>,
    Path(OneAnswer { space, answer }): Path<OneAnswer>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.take_back_use_answer(tx, &visit.actor, space, answer)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl SecondaryUseView {
    fn new(answers: &UseAnswers, visit: &Visit) -> Self {
        let reference = &visit.house.reference;
        let views = |of: &[GivenAnswer]| of.iter().map(|one| AnswerView::new(one, visit)).collect();
        Self {
            opposed: answers.opposes_all,
            in_short: in_short(answers),
            purposes: explained::purposes(reference, &answers.states),
            answers: views(&answers.standing),
            before: views(&answers.before),
            forbidden: explained::forbidden(reference),
        }
    }
}

/// What holds now, in a sentence.
fn in_short(answers: &UseAnswers) -> Coded {
    let uses_something = answers.states.iter().any(|state| !state.permitted.is_empty());
    match (answers.opposes_all, uses_something) {
        (true, _) => Coded::new(
            "opposed",
            "Vous vous opposez à tout usage de vos données de santé en dehors de vos soins.",
            "You oppose every use of your health data beyond your care.",
        ),
        (false, true) => Coded::new(
            "in_part",
            "Une partie de vos données de santé peut être utilisée en dehors de vos soins, sans votre nom, pour ce qui est indiqué.",
            "A part of your health data may be used beyond your care, without your name, for what is shown.",
        ),
        (false, false) => Coded::new(
            "nothing",
            "Rien de vos données de santé n’est utilisé en dehors de vos soins.",
            "Nothing of your health data is used beyond your care.",
        ),
    }
}

impl AnswerView {
    fn new(one: &GivenAnswer, visit: &Visit) -> Self {
        let reference = &visit.house.reference;
        let uses = reference.secondary_use();
        let purpose = |code: &str| {
            uses.purpose(code).map_or_else(
                || Coded::unlabelled(code),
                |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
            )
        };
        let theme = |code: &str| {
            uses.theme(code).map_or_else(
                || Coded::unlabelled(code),
                |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
            )
        };
        let (of_purpose, of_theme) = match &one.terms.about {
            UseScope::Everything => (None, None),
            UseScope::Purpose(code) => (Some(purpose(code)), None),
            UseScope::Theme(code) => (None, Some(theme(code))),
            UseScope::Project(scope) => (Some(purpose(&scope.purpose)), scope.theme.as_deref().map(theme)),
        };
        Self {
            id: one.id,
            answer: if one.terms.permits { AnswerCode::Yes } else { AnswerCode::No },
            purpose: of_purpose,
            theme: of_theme,
            project: match &one.terms.about {
                UseScope::Project(scope) => Some(scope.project),
                _ => None,
            },
            categories: explained::shelves(reference, &one.terms.categories),
            deposited_from: one.terms.deposited_from,
            since: one.since,
            ended: one.ended,
            given_by_you: one.given_by == visit.actor.person,
        }
    }
}
