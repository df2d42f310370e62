use actix_web::{HttpRequest, web::Data};
use consent::Sought;
use identity::service::PatientSearch;
use kernel::{ErrorKind, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Json, Problem, ProblemKind, ProblemResponses, WriteProblemResponses, client_network};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
    wire::{InsGiven, TraitsGiven},
};

/// Who is looked for: by `ins`, or by the whole tuple of `traits`; exactly one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindPatient {
    /// The INS.
    #[schema(nullable = false)]
    ins: Option<InsGiven>,
    /// The strict traits, all of them.
    #[schema(nullable = false)]
    traits: Option<TraitsGiven>,
}

/// Finds the record of a patient whose identity is known. The answer is the record's id and nothing else; nobody
/// found and a record that takes no look-up are the same answer. Look-ups are counted by person, organisation and network;
/// when those of an hour are spent the answer is 429.
#[utoipa::path(
    post,
    path = "/api/v1/patients/find",
    operation_id = "findPatient",
    tag = "reaching a record",
    params(CallerHeaders),
    request_body = FindPatient,
    responses(
        (status = 200, description = "The record.", body = FoundPatient),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn find(
    caller: Caller,
    state: Data<State>,
    request: HttpRequest,
    Json(asked): Json<FindPatient>,
) -> Result<Json<FoundPatient>, Problem> {
    let language = caller.language;
    let search = asked.read()?;
    let network = client_network(&request, state.house().settings.server.proxies).to_string();
    let found = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let spent = house.identity.spend_lookup(&house.desk, actor, &network);
        spent.map_err(|error| errors::of_identity(&error, language))?;
        visit.decide(|tx| Ok(house.identity.find_patient(tx, actor, &search)?))
    });
    match found.await {
        Ok(space) => Ok(Json(FoundPatient { space })),
        Err(problem) if problem.kind() == ProblemKind::NotFound => {
            Err(problem.detail(Sought::Patient.absent(language)))
        }
        Err(problem) => Err(problem),
    }
}

/// A record that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundPatient {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
}

impl FindPatient {
    fn read(self) -> Result<PatientSearch, Problem> {
        match (self.ins, self.traits) {
            (Some(ins), None) => Ok(PatientSearch::Ins(ins.read("/ins")?)),
            (None, Some(traits)) => Ok(PatientSearch::Traits(Box::new(traits.into()))),
            (both, _) => {
                let found = if both.is_some() { "both" } else { "neither" };
                let fault = Fault::new("", "either `ins` or `traits`").found(found);
                Err(Problem::fault(ErrorKind::Invalid, fault))
            }
        }
    }
}
