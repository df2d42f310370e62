use actix_web::web::Data;
use chrono::{DateTime, Utc};
use config::Reference;
use flows::{access, heirs, measures};
use kernel::{Actor, AdminRole, Assurance, Capacity, OrganisationId, PersonId, Private, SpaceId, Standing};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{Json, Problem, ProblemResponses};

use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
    views::Coded,
};

/// Who the token stands for, in which capacity, and the records that may be entered without looking anybody up.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "me",
    tag = "who",
    params(CallerHeaders),
    responses((status = 200, description = "Who acts.", body = Me), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn show(caller: Caller, state: Data<State>) -> Result<Json<Me>, Problem> {
    let language = caller.language;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let held = if matches!(actor.capacity, Capacity::Citizen) {
            let held = house.desk.read(|rtx| house.identity.spaces_of(rtx, actor.person));
            held.map_err(|error| errors::of_identity(&error, language))?
        } else {
            Vec::new()
        };
        let mut spaces = Vec::with_capacity(held.len());
        for held in held {
            let doubles = house.desk.read(|rtx| house.consent.doubles_of(rtx, held.space));
            let doubles = doubles.map_err(|error| visit.problem(&error.into()))?;
            spaces.push(EnterableSpace { space: held.space, role: Role::Holder, way: "W1", doubles });
        }
        if matches!(actor.capacity, Capacity::Citizen) {
            let cared_for =
                access::enterable_as_carer(house, actor).map_err(|error| visit.problem(&error))?;
            let entered = |space| EnterableSpace { space, role: Role::Carer, way: "W4", doubles: Vec::new() };
            spaces.extend(cared_for.into_iter().map(entered));
            let represented =
                access::enterable_as_representative(house, actor).map_err(|error| visit.problem(&error))?;
            let entered =
                |space| EnterableSpace { space, role: Role::Representative, way: "W2", doubles: Vec::new() };
            spaces.extend(represented.into_iter().map(entered));
            let in_charge = measures::enterable(house, actor).map_err(|error| visit.problem(&error))?;
            let entered =
                |space| EnterableSpace { space, role: Role::InCharge, way: "W3", doubles: Vec::new() };
            spaces.extend(in_charge.into_iter().map(entered));
        }
        let (shown, to_choose) = heirs::enterable(house, actor).map_err(|error| visit.problem(&error))?;
        let entered =
            |role: Role| move |space| EnterableSpace { space, role, way: "W9", doubles: Vec::new() };
        let is_citizen = matches!(actor.capacity, Capacity::Citizen);
        let role = if is_citizen { Role::Heir } else { Role::Expert };
        spaces.extend(shown.into_iter().map(entered(role)));
        spaces.extend(to_choose.into_iter().map(entered(Role::Selector)));
        Ok(Me::new(actor, spaces, &house.reference))
    });
    read.await.map(Json)
}

/// Who acts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// The person, or the account of an establishment's software.
    #[schema(value_type = Uuid)]
    person: PersonId,
    /// The name that the journal writes; empty for an account to which no record is bound.
    #[schema(value_type = String, example = "Camille Martin")]
    name: Private<String>,
    /// In which capacity this session acts.
    capacity: CapacityCode,
    /// How surely the person is known (eIDAS); `substantial` is needed for health data.
    assurance: AssuranceCode,
    /// When a second factor was last shown in this session; acts that ask for one anew take it for some minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    second_factor_at: Option<DateTime<Utc>>,
    /// The mediator who acts together with the citizen in this session, which is short and good for narrow acts alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "Eden Prototype")]
    assisted_by: Option<Private<String>>,
    /// Where and how a professional practises in this session.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    practice: Option<PracticeView>,
    /// The establishment whose software this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    establishment: Option<EstablishmentView>,
    /// What an admin may do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["support"]))]
    roles: Vec<AdminRole>,
    /// Records that may be entered, and as what. A professional finds a record by the identity of its patient
    /// (`POST /api/v1/patients/find`), so this list holds then only those of people who died and in which they have something to do.
    spaces: Vec<EnterableSpace>,
}

/// In which capacity somebody acts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Capacity)]
enum CapacityCode {
    /// A citizen.
    Citizen,
    /// A professional in one situation of practice.
    Professional,
    /// Software of an establishment.
    Establishment,
    /// Somebody without a log-in, who redeemed a code.
    Guest,
    /// Somebody who runs the service.
    Admin,
}

/// How surely somebody is known.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Assurance)]
enum AssuranceCode {
    /// eIDAS low.
    Low,
    /// eIDAS substantial.
    Substantial,
    /// eIDAS high.
    High,
}

/// A situation of practice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Practice)]
struct PracticeView {
    /// Number in the national directory.
    #[schema(example = "99700218896")]
    rpps: String,
    /// Profession (TRE_G15).
    profession: Coded,
    /// The structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    organisation: Option<OrganisationId>,
    /// Sector of activity, code of TRE_R02.
    #[schema(example = "SA07")]
    sector: String,
    /// Whether the person may practise now.
    in_good_standing: bool,
}

/// An establishment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Establishment)]
struct EstablishmentView {
    /// Its id.
    #[schema(value_type = Uuid)]
    organisation: OrganisationId,
    /// Whether it is listed now.
    listed: bool,
}

/// A record that may be entered.
#[derive(Debug, Serialize, ToSchema)]
struct EnterableSpace {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// As what.
    #[serde(rename = "as")]
    role: Role,
    /// In which way: the value for `Carnet-Way`.
    #[schema(example = "W1")]
    way: &'static str,
    /// Records of the same person that became one with it. Their histories stay in them, for its holder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    doubles: Vec<SpaceId>,
}

/// As what a record may be entered.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Role {
    /// Its holder.
    Holder,
    /// A carer.
    Carer,
    /// A legal representative of its holder, a minor.
    Representative,
    /// In charge of its holder, a protected adult, by a decision of a judge.
    InCharge,
    /// Somebody who asked after the death of its holder, and for whom a doctor chose documents.
    Heir,
    /// An expert of a court, for whom a doctor chose documents of somebody who died.
    Expert,
    /// A doctor who is to choose documents of somebody who died.
    Selector,
}

impl Me {
    fn new(actor: &Actor, spaces: Vec<EnterableSpace>, reference: &Reference) -> Self {
        let (capacity, practice, establishment) = match &actor.capacity {
            Capacity::Citizen => (CapacityCode::Citizen, None, None),
            Capacity::Professional(practice) => {
                let profession = reference.profession(&practice.profession).map_or_else(
                    || Coded::unlabelled(&practice.profession),
                    |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
                );
                let view = PracticeView {
                    rpps: practice.rpps.to_string(),
                    profession,
                    organisation: practice.organisation,
                    sector: practice.sector.clone(),
                    in_good_standing: practice.standing == Standing::Good,
                };
                (CapacityCode::Professional, Some(view), None)
            }
            Capacity::Establishment { organisation, listed } => {
                let view = EstablishmentView { organisation: *organisation, listed: *listed };
                (CapacityCode::Establishment, None, Some(view))
            }
            Capacity::Guest => (CapacityCode::Guest, None, None),
            Capacity::Admin(_) => (CapacityCode::Admin, None, None),
        };
        let assurance = match actor.assurance {
            Assurance::Low => AssuranceCode::Low,
            Assurance::Substantial => AssuranceCode::Substantial,
            Assurance::High => AssuranceCode::High,
        };
        let (person, name) = (actor.person, actor.name.clone());
        let roles = match &actor.capacity {
            Capacity::Admin(roles) => roles.clone(),
            _ => Vec::new(),
        };
        let second_factor_at = actor.second_factor_at;
        let assisted_by = actor.assisted_by.as_ref().map(|helper| helper.name.clone());
        Self {
            person,
            name,
            capacity,
            assurance,
            second_factor_at,
            assisted_by,
            practice,
            establishment,
            roles,
            spaces,
        }
    }
}
