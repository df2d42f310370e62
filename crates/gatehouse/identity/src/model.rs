use chrono::{DateTime, Utc};
use kernel::{
    AdminRole, Assurance, Finess, Id, Ins, OrganisationId, PersonId, Private, Rpps, SessionId, SoftwareId,
    SpaceId, Standing,
};

use crate::{StrictTraits, client::Terms};

/// Who a space is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitizenIdentity {
    /// National identity, where one is known.
    pub ins: Option<Ins>,
    /// The strict traits, as the civil registry has them.
    pub traits: StrictTraits,
    /// Family name in use, where it is another than that of birth.
    pub usual_name: Option<Private<String>>,
}

impl CitizenIdentity {
    /// First given name and name in use: what the journal and the pages call the person.
    pub fn name_to_show(&self) -> Private<String> {
        let first = self.traits.first_names.first().map(|name| name.reveal().as_str()).unwrap_or_default();
        let family = self.usual_name.as_ref().unwrap_or(&self.traits.birth_name).reveal();
        Private::new(format!("{first} {family}"))
    }
}

/// Names a situation of practice.
pub type SituationId = Id<Situation>;

/// A professional of the national directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Professional {
    /// The human being.
    pub person: PersonId,
    /// Number in the directory.
    pub rpps: Rpps,
    /// Name of practice. Public by law, and still kept out of logs.
    pub name: Private<String>,
    /// Profession, code of table TRE_G15.
    pub profession: String,
    /// Whether the person may practise now.
    pub standing: Standing,
    /// Since when.
    pub standing_at: DateTime<Utc>,
}

/// One situation of practice: where and how a professional works. It is membership of its organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Its id.
    pub id: SituationId,
    /// The professional.
    pub person: PersonId,
    /// The organisation; none for a practice of one's own that has no number.
    pub organisation: Option<OrganisationId>,
    /// Sector of activity, code of table TRE_R02.
    pub sector: String,
    /// Whether it goes on.
    pub active: bool,
}

/// A practice, pharmacy, hospital or other structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Number in the national file, where it has one.
    pub finess: Option<Finess>,
    /// Its name.
    pub name: String,
    /// What kind of structure it is.
    pub kind: OrganisationKind,
    /// Whether its software may act for it.
    pub listed: bool,
}

/// What kind of structure an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// A practice of one or several professionals.
    Practice,
    /// A pharmacy.
    Pharmacy,
    /// A laboratory.
    Laboratory,
    /// A hospital, clinic or home.
    Establishment,
    /// A centre that answers emergency calls.
    RegulationCentre,
    /// Anything else.
    Other,
}

impl OrganisationKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Practice,
        Self::Pharmacy,
        Self::Laboratory,
        Self::Establishment,
        Self::RegulationCentre,
        Self::Other,
    ];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Pharmacy => "pharmacy",
            Self::Laboratory => "laboratory",
            Self::Establishment => "establishment",
            Self::RegulationCentre => "regulation_centre",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A piece of client software.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// Its id.
    pub id: SoftwareId,
    /// Its name.
    pub name: String,
    /// The organisation that it acts for without a human behind the call, if it may.
    pub organisation: Option<OrganisationId>,
    /// Whether it may call.
    pub listed: bool,
}

impl Software {
    /// The person that stands for this software where it acts for its organisation.
    pub fn account(id: SoftwareId) -> PersonId {
        PersonId::from(id.uuid())
    }
}

/// Somebody who runs or ran the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    /// The human being.
    pub person: PersonId,
    /// The name that the journal writes.
    pub name: Private<String>,
    /// Whether the person is an admin now.
    pub active: bool,
    /// What the person may do while active.
    pub roles: Vec<AdminRole>,
}

/// In which capacity a session is opened. One per session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionCapacity {
    /// A citizen.
    Citizen {
        /// Who.
        person: PersonId,
    },
    /// A professional in one situation of practice.
    Professional {
        /// Who.
        person: PersonId,
        /// In which situation.
        situation: SituationId,
    },
    /// Software of an establishment, without a human behind the call; it must be named as the session's software.
    Establishment,
    /// Somebody who runs the service.
    Admin {
        /// Who.
        person: PersonId,
    },
}

/// A log-in that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who acts in it.
    pub person: PersonId,
    /// Whether the person acts as a citizen, which never changes within a session.
    pub by_citizen: bool,
    /// How surely the person is known.
    pub assurance: Assurance,
    /// Whom its tokens name beside the person.
    pub bearer: Bearer,
    /// Its end, whatever is done in it.
    pub expires_at: DateTime<Utc>,
}

/// Role, structure and software that a session's tokens name. What counts is read from the session on each call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bearer {
    /// Profession, code of table TRE_G15, or `citizen`, `establishment`, `admin`.
    pub role: String,
    /// The structure.
    pub organisation: Option<OrganisationId>,
    /// The client software.
    pub software: Option<SoftwareId>,
    /// What limits its tokens, where the software asked for them itself.
    pub terms: Option<Terms>,
}

/// A space that a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldSpace {
    /// The space.
    pub space: SpaceId,
    /// Whether the holder may log in.
    pub account_active: bool,
}
