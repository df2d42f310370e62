use kernel::{Assurance, Finess, Private, Rpps};

use super::AtProvider;
use crate::StrictTraits;

/// Who a provider proved to be there, and how surely.
#[derive(Debug, Clone)]
pub struct Proven {
    /// How surely.
    pub assurance: Assurance,
    /// Who.
    pub person: ProvenPerson,
    /// What a session keeps of the log-in.
    pub at_provider: AtProvider,
}

/// Who was proven.
#[derive(Debug, Clone)]
pub enum ProvenPerson {
    /// A professional.
    Professional(ProvenProfessional),
    /// A citizen.
    Citizen(Box<ProvenCitizen>),
}

/// A professional, as the provider describes them.
#[derive(Debug, Clone)]
pub struct ProvenProfessional {
    /// Number in the national directory.
    pub rpps: Rpps,
    /// Name of practice.
    pub name: Private<String>,
    /// Where and as what the person practises; never twice the same.
    pub situations: Vec<ProvenSituation>,
}

/// One situation of practice, as the provider describes it. What is empty there is absent here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenSituation {
    /// Profession, code of table TRE_G15.
    pub profession: String,
    /// Whether the person practises it with full rights. A student of the profession bears its code and does not.
    pub qualified: bool,
    /// Speciality or other know-how, where there is one.
    pub know_how: Option<String>,
    /// Sector of activity, code of table TRE_R02; empty where none is given.
    pub sector: String,
    /// FINESS number of the site where the person practises.
    pub finess: Option<Finess>,
    /// SIRET number of the structure.
    pub siret: Option<String>,
    /// Name of the structure.
    pub place: Option<String>,
}

/// A citizen, as the provider describes them.
#[derive(Debug, Clone)]
pub struct ProvenCitizen {
    /// What the provider calls the person.
    pub subject: Private<String>,
    /// The pivot identity.
    pub traits: StrictTraits,
}
