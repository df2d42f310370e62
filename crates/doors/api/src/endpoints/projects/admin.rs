use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{AboutProject, Project};
use kernel::{ErrorKind, ProjectId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{
    Fault, IdempotencyKey, Json, Page, PageQuery, Path, Problem, ProblemResponses, Query,
    WriteProblemResponses,
};

use super::{
    super::admin_list,
    view::{FieldCode, ProjectView},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    wire::{MadeOnceHeader, claim, instant},
};

/// The project that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneProject {
    /// The project.
    #[param(value_type = Uuid)]
    pub(super) project: ProjectId,
}

/// A project to register. All of it is public once another registrar has confirmed it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProject {
    /// What it is called, in French.
    #[schema(max_length = 200, example = "Survie après un cancer du côlon")]
    title_fr: String,
    /// In English.
    #[schema(max_length = 200, example = "Survival after colon cancer")]
    title_en: String,
    /// What it does, in plain French.
    #[schema(max_length = 2000, example = "Nous comptons les examens faits avant le diagnostic.")]
    summary_fr: String,
    /// In plain English.
    #[schema(max_length = 2000, example = "We count the examinations made before the diagnosis.")]
    summary_en: String,
    /// Who answers for it.
    #[schema(max_length = 200, example = "CHU de Fictiville")]
    responsible: String,
    /// The data permit, or what else it rests on.
    #[schema(max_length = 200, example = "Autorisation 2026-0042")]
    basis: String,
    /// The purpose, by its code.
    #[schema(example = "research")]
    purpose: String,
    /// The part of the purpose, by its code.
    #[schema(nullable = false, example = "cancer")]
    theme: Option<String>,
    /// Of which shelves it uses documents.
    #[schema(value_type = Vec<String>, example = json!(["BIOLOGIE"]))]
    categories: Vec<Category>,
    /// What it is told of each.
    fields: Vec<FieldCode>,
    /// From when; from now on without it.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    begins_at: Option<DateTime<Utc>>,
    /// Until when: a project without an end is refused.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false, example = "2028-12-31T00:00:00Z")]
    ends_at: Option<DateTime<Utc>>,
}

impl NewProject {
    fn read(self, now: DateTime<Utc>) -> Result<AboutProject, Problem> {
        let Some(ends_at) = self.ends_at else {
            let fault = Fault::new(
                "/ends_at",
                "an instant at which the project ends, ten years from its beginning at most",
            );
            return Err(Problem::fault(ErrorKind::Unprocessable, fault));
        };
        Ok(AboutProject {
            title_fr: self.title_fr,
            title_en: self.title_en,
            summary_fr: self.summary_fr,
            summary_en: self.summary_en,
            responsible: self.responsible,
            basis: self.basis,
            purpose: self.purpose,
            theme: self.theme,
            categories: self.categories,
            fields: self.fields.into_iter().map(Into::into).collect(),
            begins_at: self.begins_at.unwrap_or(now),
            ends_at,
        })
    }
}

/// Registers a project that wants to use health data beyond care. Another registrar confirms it.
#[utoipa::path(
    post,
    path = "/api/v1/admin/projects",
    operation_id = "registerProject",
    tag = "secondary use",
    params(
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewProject,
    responses(
        (status = 201, description = "It waits for another registrar.", body = ProjectView,
            headers(("Location" = String, description = "Where it is read."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn register(
    caller: Caller,
    state: Data<State>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewProject>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let about = new.read(state.house().clock.now());
    let Json(made) = one(caller, &state, move |visit| {
        // Whoever may register none is told so, and not what is wrong with theirs.
        let about = match about {
            Ok(about) => about,
            Err(fault) => {
                visit.decide(|tx| Ok(visit.house.consent.may_register(tx, &visit.actor)?))?;
                return Err(fault);
            }
        };
        visit.once(None, claim.as_ref(), |tx| {
            let made = visit.house.consent.register_project(tx, &visit.actor, &about)?;
            let id = made.id.uuid();
            Ok((made, id))
        })
    })
    .await?;
    let location = format!("/api/v1/admin/projects/{}", made.id());
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// All projects, newest first: for registrars.
#[utoipa::path(
    get,
    path = "/api/v1/admin/projects",
    operation_id = "listProjects",
    tag = "secondary use",
    params(PageQuery, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<ProjectView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ProjectView>>, Problem> {
    let list = ("projects.all", String::new());
    let read = admin_list::page(caller, &state, list, page, |visit, before, limit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (found, next) = visit.decide(|tx| Ok(house.consent.projects(tx, actor, before, limit)?))?;
        let view = |one: &Project| ProjectView::of(one, actor.person, &house.reference);
        Ok((found.iter().map(view).collect(), next))
    });
    read.await
}

/// One project.
#[utoipa::path(
    get,
    path = "/api/v1/admin/projects/{project}",
    operation_id = "readProject",
    tag = "secondary use",
    params(OneProject, CallerHeaders),
    responses((status = 200, description = "The project.", body = ProjectView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(OneProject { project }): Path<OneProject>,
) -> Result<Json<ProjectView>, Problem> {
    one(caller, &state, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.project(tx, &visit.actor, project)?))
    })
    .await
}

/// Confirms a project that another person registered. From its beginning to its end it may ask for extracts, and everybody reads it in
/// the register.
#[utoipa::path(
    post,
    path = "/api/v1/admin/projects/{project}/confirm",
    operation_id = "confirmProject",
    tag = "secondary use",
    params(OneProject, CallerHeaders),
    responses((status = 200, description = "Confirmed.", body = ProjectView), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    caller: Caller,
    state: Data<State>,
    Path(OneProject { project }): Path<OneProject>,
) -> Result<Json<ProjectView>, Problem> {
    one(caller, &state, move |visit| {
        let confirmed = flows::projects::confirm(&visit.house, &visit.actor, project);
        confirmed.map_err(|error| visit.problem(&error))
    })
    .await
}

/// Declines a project that another person registered.
#[utoipa::path(
    post,
    path = "/api/v1/admin/projects/{project}/decline",
    operation_id = "declineProject",
    tag = "secondary use",
    params(OneProject, CallerHeaders),
    responses((status = 200, description = "Declined.", body = ProjectView), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn decline(
    caller: Caller,
    state: Data<State>,
    Path(OneProject { project }): Path<OneProject>,
) -> Result<Json<ProjectView>, Problem> {
    one(caller, &state, move |visit| {
        visit.decide(|tx| flows::projects::decline(&visit.house, tx, &visit.actor, project))
    })
    .await
}

/// Ends a project before its time. Its key and every line of its extracts are gone; what holders read of it stays.
#[utoipa::path(
    post,
    path = "/api/v1/admin/projects/{project}/end",
    operation_id = "endProject",
    tag = "secondary use",
    params(OneProject, CallerHeaders),
    responses((status = 200, description = "It is over.", body = ProjectView), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneProject { project }): Path<OneProject>,
) -> Result<Json<ProjectView>, Problem> {
    one(caller, &state, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.end_project(tx, &visit.actor, project)?))
    })
    .await
}

async fn one(
    caller: Caller,
    state: &State,
    work: impl FnOnce(&Visit) -> Result<Project, Problem> + Send + 'static,
) -> Result<Json<ProjectView>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let project = work(visit)?;
        Ok(ProjectView::of(&project, visit.actor.person, &visit.house.reference))
    });
    done.await.map(Json)
}
