use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::service::{BlockInForce, Blocked};
use flows::access::{self, Names, Who};
use kernel::{ErrorKind, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::documents::place::InSpace,
    people::{OrganisationView, PersonView, WhomBody},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    views::Coded,
    wire::{MadeOnceHeader, claim, instant},
};

/// Whom to block.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBlock {
    /// A professional or a structure.
    whom: WhomBody,
    /// Until when, if it ends by itself.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

impl NewBlock {
    /// Whom the holder means.
    pub(super) fn read(&self) -> Result<Who, Problem> {
        let who = self.whom.read()?;
        if matches!(who, Who::Profession(_)) {
            let fault = Fault::new(
                "/whom",
                "a professional or a structure; a profession is not blocked: hide from it by exceptions",
            );
            return Err(Problem::fault(ErrorKind::Unprocessable, fault));
        }
        Ok(who)
    }
}

/// A block that runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Block)]
pub(crate) struct BlockView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// The professional who is blocked, in every situation of practice and with whoever acts for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// The structure that is blocked, with whoever acts for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
    /// Since when.
    since: DateTime<Utc>,
    /// Until when, if it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
    /// What the holder should know of it.
    warnings: Vec<Coded>,
}

/// Everybody who is blocked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Blocks {
    /// The blocks that run.
    items: Vec<BlockView>,
}

/// One block of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneBlock {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The block.
    #[param(value_type = Uuid)]
    block: ProvisionId,
}

/// Whom the holder has blocked. Nobody can tell that they are: to them the record answers as one that holds only what they
/// deposited.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/blocked",
    operation_id = "listBlocks",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All that run.", body = Blocks), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<Blocks>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (blocks, names) = visit.decide(|tx| access::blocks(house, tx, actor, space))?;
        Ok(Blocks { items: blocks.iter().map(|one| BlockView::new(one, &names, visit)).collect() })
    });
    read.await.map(Json)
}

/// Blocks a professional or a structure.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/blocked",
    operation_id = "block",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewBlock,
    responses(
        (status = 201, description = "It runs.", body = BlockView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn add(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewBlock>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let who = new.read()?;
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (block, names) = visit.once(Some(space), claim.as_ref(), |tx| {
            let made = access::block(house, tx, actor, space, &who, new.until)?;
            let id = made.0.id.uuid();
            Ok((made, id))
        })?;
        Ok(BlockView::new(&block, &names, visit))
    });
    Ok(HttpResponse::Created().json(done.await?))
}

/// Lifts a block. It opens something, so it asks for a second factor anew.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/blocked/{block}",
    operation_id = "unblock",
    tag = "who sees what",
    params(OneBlock, CallerHeaders),
    responses((status = 204, description = "It is lifted."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn remove(
    caller: Caller,
    state: Data<State>,
    Path(OneBlock { space, block }): Path<OneBlock>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.unblock(tx, &visit.actor, space, block)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl BlockView {
    fn new(one: &BlockInForce, names: &Names, visit: &Visit) -> Self {
        let BlockInForce { id, blocked, since, until, is_also_carer } = *one;
        let (professional, organisation) = match blocked {
            Blocked::Person(person) => (PersonView::of(person, names, &visit.house.reference), None),
            Blocked::Organisation(organisation) => (None, Some(OrganisationView::of(organisation, names))),
        };
        let also_a_carer = Coded::new(
            "also_a_carer",
            "Cette personne est aussi votre aidant et voit toujours, comme aidant, ce que vous avez dit.",
            "This person is your carer, too, and as a carer still sees what you said.",
        );
        let warnings = if is_also_carer { vec![also_a_carer] } else { Vec::new() };
        Self { id, professional, organisation, since, until, warnings }
    }
}
