//! Who is in charge of the holder, a protected adult, by decisions of judges.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use config::{Category, ProtectedWith, Reference};
use consent::{
    rules::{CarerMay, Shelves},
    service::InCharge,
};
use flows::measures::{self, Named};
use kernel::{Private, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{super::documents::place::InSpace, carers::ActCode};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::Coded,
};

/// How somebody is in charge.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProtectedWith)]
enum WithCode {
    /// Acts for the holder.
    Representation,
    /// Assists, as far as the holder consents.
    Assistance,
}

/// What the holder consents to.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Assistance)]
pub(crate) struct AssistanceBody {
    /// The acts, one at least. Nobody who assists takes anything away, changes who sees what, or lets anybody in.
    acts: Vec<ActCode>,
    /// On which shelves; on every one without it, but for those that nobody is shown who helps.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(value_type = Option<Vec<String>>, nullable = false, example = json!(["ORD_SOIN"]))]
    categories: Option<Vec<Category>>,
    /// Whether what is hidden from professionals is shown, too.
    #[serde(default)]
    also_hidden: bool,
}

/// Somebody who is in charge of the holder.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InCharge)]
pub(crate) struct InChargeView {
    /// The decision.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// What the person is called.
    #[schema(value_type = String, example = "Sacha Esquisse")]
    name: Private<String>,
    /// How they are in charge.
    with: WithCode,
    /// The measure.
    measure: Coded,
    /// Which court decided.
    #[schema(value_type = String)]
    court: Private<String>,
    /// On which day.
    decided_on: NaiveDate,
    /// Since when, or from when on.
    since: DateTime<Utc>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
    /// What the holder consented to, where somebody assists; without it they may do nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    assistance: Option<AssistanceBody>,
}

/// Those who are in charge of the holder.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Protection)]
pub(crate) struct ProtectionView {
    /// Each of them.
    items: Vec<InChargeView>,
}

/// One decision by which somebody is in charge of the holder of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneProtection {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The decision.
    #[param(value_type = Uuid)]
    protection: ProvisionId,
}

/// Who is in charge of the holder by a decision of a judge, now or to come, and what the holder consented to.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/protection",
    operation_id = "listProtection",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of them.", body = ProtectionView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<ProtectionView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| measures::in_charge(&visit.house, tx, &visit.actor, space))?;
        let reference = &visit.house.reference;
        Ok(ProtectionView {
            items: found.all.iter().map(|one| InChargeView::of(one, &found, reference)).collect(),
        })
    });
    read.await.map(Json)
}

/// Says what whoever assists may do. What was said before counts no more. The holder alone says it, with a second factor shown anew.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/protection/{protection}/assistance",
    operation_id = "consentToAssistance",
    tag = "who sees what",
    params(OneProtection, CallerHeaders),
    request_body = AssistanceBody,
    responses((status = 204, description = "It counts."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn consent(
    caller: Caller,
    state: Data<State>,
    Path(OneProtection { space, protection }): Path<OneProtection>,
    Json(said): Json<AssistanceBody>,
) -> Result<HttpResponse, Problem> {
    let may = said.read();
    let done = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| Ok(consent.consent_to_assistance(tx, &visit.actor, space, (protection, &may))?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes back what whoever assists may do. The holder alone does.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/protection/{protection}/assistance",
    operation_id = "takeBackAssistance",
    tag = "who sees what",
    params(OneProtection, CallerHeaders),
    responses((status = 204, description = "They may do nothing any more."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn take_back(
    caller: Caller,
    state: Data<State>,
    Path(OneProtection { space, protection }): Path<OneProtection>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| Ok(consent.take_back_assistance(tx, &visit.actor, space, protection)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl AssistanceBody {
    fn read(self) -> CarerMay {
        let shelves =
            self.categories.map_or(Shelves::Every, |these| Shelves::These(these.into_iter().collect()));
        let acts = self.acts.into_iter().map(Into::into).collect();
        CarerMay { acts, shelves, purpose: None, also_hidden: self.also_hidden }
    }
}

impl InChargeView {
    fn of(one: &InCharge, found: &Named<InCharge>, reference: &Reference) -> Self {
        let known = reference.protected_adults().measure(&one.measure);
        let measure = known.map_or_else(
            || Coded::unlabelled(&one.measure),
            |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
        );
        let assistance = one.consents.as_ref().map(|may| AssistanceBody {
            acts: may.acts.iter().copied().map(ActCode::from).collect(),
            categories: may.shelves.listed(),
            also_hidden: may.also_hidden,
        });
        let with = match one.with {
            ProtectedWith::Representation => WithCode::Representation,
            ProtectedWith::Assistance => WithCode::Assistance,
        };
        Self {
            id: one.id,
            name: found.names.get(&one.person).cloned().unwrap_or_default(),
            with,
            measure,
            court: one.decision.court.clone(),
            decided_on: one.decision.decided_on,
            since: one.since,
            until: one.until,
            assistance,
        }
    }
}
