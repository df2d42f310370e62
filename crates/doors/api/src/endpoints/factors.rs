use actix_web::web::Data;
use chrono::{DateTime, Utc};
use identity::account::{AccountFault, FactorId, SecondFactor};
use kernel::Private;
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Problem, ProblemResponses};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
};

/// The second factors of the caller's account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Factors {
    /// The oldest first; none for a caller without an account of this service.
    items: Vec<FactorView>,
}

/// One second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: FactorId,
    /// `totp`: an application that shows codes; `passkey`: a passkey or security key.
    #[schema(example = "totp")]
    kind: &'static str,
    /// What its owner calls it.
    #[schema(value_type = String, example = "My phone")]
    name: Private<String>,
    /// When it was added.
    created_at: DateTime<Utc>,
    /// When it was last shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_used_at: Option<DateTime<Utc>>,
}

impl From<SecondFactor> for FactorView {
    fn from(factor: SecondFactor) -> Self {
        let SecondFactor { id, kind, name, created_at, last_used_at } = factor;
        Self { id, kind: kind.as_str(), name, created_at, last_used_at }
    }
}

/// What the caller can show as a second factor.
#[utoipa::path(
    get,
    path = "/api/v1/me/factors",
    operation_id = "listMyFactors",
    tag = "who",
    params(CallerHeaders),
    responses((status = 200, description = "Every second factor.", body = Factors), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(caller: Caller, state: Data<State>) -> Result<Json<Factors>, Problem> {
    let language = caller.language;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let found = house.desk.read(|rtx| {
            let account = house.identity.account_of(rtx, actor)?;
            house.identity.second_factors(rtx, account.id)
        });
        match found {
            Ok(found) => Ok(Factors { items: found.into_iter().map(FactorView::from).collect() }),
            Err(identity::Error::Account(AccountFault::NoAccount)) => Ok(Factors { items: Vec::new() }),
            Err(error) => Err(errors::of_identity(&error, language)),
        }
    });
    read.await.map(Json)
}
