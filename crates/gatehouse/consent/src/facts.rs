use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::{
    Actor, AdminRole, Assurance, Capacity, OrganisationId, PersonId, Practice, ProvisionId, SpaceId,
};
use serde::{Deserialize, Serialize};

use crate::{Purpose, RuleId, Terms, Topics, rules};

/// Everything that the rules look at to decide once. Pure data: a rule reads it and asks nothing else.
#[derive(Debug, Clone)]
pub struct Facts {
    /// When the decision is made.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub party: Party,
    /// The space; none when there is no such space, or when the act is not about one.
    pub space: Option<SpaceFacts>,
    /// What the space's consent says that runs now.
    pub provisions: Vec<Provision>,
    /// The topics of which it speaks.
    pub topics: Topics,
    /// Of the professionals who handed on a right of their own, those who may practise now.
    pub practising: BTreeSet<PersonId>,
    /// Of those who open or opened the record in an emergency, those whose right to it is suspended now.
    pub suspended: BTreeSet<PersonId>,
    /// What the caller said about the request.
    pub ask: Ask,
}

impl Facts {
    /// The facts of an act that is not about a space.
    pub fn nowhere(now: DateTime<Utc>, party: Party) -> Self {
        Self {
            now,
            party,
            space: None,
            provisions: Vec::new(),
            topics: Topics::default(),
            practising: BTreeSet::new(),
            suspended: BTreeSet::new(),
            ask: Ask::default(),
        }
    }

    /// The provisions of a kind that run at the instant of the decision.
    pub fn running<'facts>(&'facts self, kind: &'static str) -> impl Iterator<Item = &'facts Provision> {
        self.provisions.iter().filter(move |one| one.kind == kind && self.is_in_force(one))
    }

    /// Whether a provision counts at the instant of the decision: it runs, and stands.
    pub fn is_in_force(&self, one: &Provision) -> bool {
        one.runs_at(self.now) && self.stands(one)
    }

    /// Whether a provision stands that opens something: what somebody gave for the holder lives only while the right to act for
    /// the holder does. What hides stands, whoever said it.
    pub fn stands(&self, one: &Provision) -> bool {
        let Some(space) = &self.space else { return true };
        let by = one.given_by;
        let declared = one.kind == rules::CARE_RELATIONSHIP && one.person == Some(by);
        let is_of_another = by != space.holder && !by.uuid().is_nil() && !declared;
        !is_of_another || !rules::opens(one) || rules::acts_for_holder(self, by)
    }

    /// The same facts without what somebody gave who may act for the holder no more: it is as if it had not been given.
    #[must_use]
    pub(crate) fn standing(mut self) -> Self {
        let fallen: Vec<ProvisionId> =
            self.provisions.iter().filter(|one| !self.stands(one)).map(|one| one.id).collect();
        if !fallen.is_empty() {
            self.provisions.retain(|one| !fallen.contains(&one.id));
        }
        self
    }

    /// The same facts without what was said in secret, and that beside them.
    pub(crate) fn without_secrets(mut self) -> (Self, Vec<Provision>) {
        let secret = self.provisions.extract_if(.., |one| one.secret).collect();
        (self, secret)
    }

    /// The provision of this id.
    pub fn provision(&self, id: ProvisionId) -> Option<&Provision> {
        self.provisions.iter().find(|one| one.id == id)
    }
}

/// The space.
#[derive(Debug, Clone)]
pub struct SpaceFacts {
    /// Its id.
    pub id: SpaceId,
    /// Its state.
    pub state: SpaceState,
    /// Whose record it is.
    pub holder: PersonId,
    /// The holder's time zone.
    pub zone: Tz,
}

/// The state of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpaceState {
    /// The citizen has been told and may still oppose its creation: nothing enters.
    OppositionRunning,
    /// The citizen opposed: nothing enters.
    Opposed,
    /// It exists and its holder has not yet come; professionals feed and consult under all rules.
    Created,
    /// Its holder uses it.
    Active,
    /// Suspended (fraud, safe mode).
    Suspended,
    /// Closed; kept ten years; its holder may take everything out.
    Closed,
    /// Its holder has died.
    Deceased,
}

impl SpaceState {
    /// All states.
    pub const ALL: [Self; 7] = [
        Self::OppositionRunning,
        Self::Opposed,
        Self::Created,
        Self::Active,
        Self::Suspended,
        Self::Closed,
        Self::Deceased,
    ];

    /// The state with this name; none when it is unknown.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OppositionRunning => "opposition_running",
            Self::Opposed => "opposed",
            Self::Created => "created",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
            Self::Deceased => "deceased",
        }
    }
}

/// The profession of doctors, code of table TRE_G15.
pub const DOCTOR: &str = "10";

/// Who asks, as the rules see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The person, or the account of an establishment's software.
    pub person: PersonId,
    /// How surely they are known.
    pub assurance: Assurance,
    /// When a second factor was last shown, if ever.
    pub second_factor_at: Option<DateTime<Utc>>,
    /// Whether a mediator acts together with the citizen.
    pub assisted: bool,
    /// Whether they ask in a secret connection.
    pub secret: bool,
    /// In which capacity.
    pub kind: PartyKind,
}

/// In which capacity somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyKind {
    /// A citizen.
    Citizen,
    /// A professional in one situation of practice.
    Professional(Practice),
    /// Software of an establishment.
    Establishment {
        /// The establishment.
        organisation: OrganisationId,
        /// Whether it is listed now.
        listed: bool,
    },
    /// Somebody without a log-in who redeemed a code and said who they are.
    Guest,
    /// Somebody who runs the service.
    Admin(Vec<AdminRole>),
    /// The system itself, for a purpose of the closed list.
    System(Purpose),
}

impl Party {
    /// The structure for which the party acts.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match &self.kind {
            PartyKind::Professional(practice) => practice.organisation,
            PartyKind::Establishment { organisation, .. } => Some(*organisation),
            PartyKind::Citizen | PartyKind::Guest | PartyKind::Admin(_) | PartyKind::System(_) => None,
        }
    }

    /// The situation of practice of a professional.
    pub fn practice(&self) -> Option<&Practice> {
        match &self.kind {
            PartyKind::Professional(practice) => Some(practice),
            _ => None,
        }
    }
}

impl From<&Actor> for Party {
    fn from(actor: &Actor) -> Self {
        let kind = match &actor.capacity {
            Capacity::Citizen => PartyKind::Citizen,
            Capacity::Professional(practice) => PartyKind::Professional(practice.clone()),
            Capacity::Establishment { organisation, listed } => {
                PartyKind::Establishment { organisation: *organisation, listed: *listed }
            }
            Capacity::Guest => PartyKind::Guest,
            Capacity::Admin(roles) => PartyKind::Admin(roles.clone()),
        };
        Self {
            person: actor.person,
            assurance: actor.assurance,
            second_factor_at: actor.second_factor_at,
            assisted: actor.assisted_by.is_some(),
            secret: actor.secret,
            kind,
        }
    }
}

/// One thing that the consent of a space says: who, since when, until when, and terms that only the rule for this
/// kind reads.
#[derive(Debug, Clone)]
pub struct Provision {
    /// Its id.
    pub id: ProvisionId,
    /// Its kind: `care_relationship`.
    pub kind: String,
    /// The person concerned.
    pub person: Option<PersonId>,
    /// The structure concerned.
    pub organisation: Option<OrganisationId>,
    /// What it says beyond that.
    pub terms: Terms,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when; open when none.
    pub ends_at: Option<DateTime<Utc>>,
    /// Who gave it.
    pub given_by: PersonId,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// Whether it was given in a secret connection: whoever represents the holder is not shown it.
    pub secret: bool,
}

impl Provision {
    /// The terms in the form that a rule expects; none when they have another form, which then gives no right.
    pub fn terms<T: for<'de> Deserialize<'de>>(&self) -> Option<T> {
        self.terms.read()
    }

    /// Whether it runs at an instant: its end is not part of it.
    pub fn runs_at(&self, instant: DateTime<Utc>) -> bool {
        self.starts_at <= instant && self.ends_at.is_none_or(|end| end > instant)
    }
}

/// What the caller said about the request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// The way named by the caller, when there is more than one.
    pub way: Option<RuleId>,
    /// Whether the identity given with the request is the space's.
    pub identity: IdentityAgreement,
    /// Whether the holder's own act was shown with the request: a code that is theirs, or their approval.
    pub invited: bool,
    /// Whether a code was shown with the request that was given in secret.
    pub secret_code: bool,
    /// For which purpose a record is to be opened in an emergency.
    pub emergency: Option<EmergencyPurpose>,
}

impl Ask {
    /// Of somebody who comes in by this way alone.
    pub(crate) fn by(way: &'static str) -> Self {
        Self { way: Some(RuleId::new(way)), ..Self::default() }
    }
}

/// Why a record is opened in an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EmergencyPurpose {
    /// `BTG`, breaking the glass: a professional beside somebody who cannot express their will and is in immediate danger.
    #[serde(rename = "BTG")]
    BreakTheGlass,
    /// `ETREAT`: a centre that regulates emergency calls.
    #[serde(rename = "ETREAT")]
    Regulation,
}

impl EmergencyPurpose {
    /// Its code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BreakTheGlass => "BTG",
            Self::Regulation => "ETREAT",
        }
    }
}

/// Whether the identity given with a request is that of the space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IdentityAgreement {
    /// No identity was given.
    #[default]
    NotGiven,
    /// It is the same person.
    Agrees,
    /// It is somebody else, or differs in a strict trait.
    Disagrees,
}
