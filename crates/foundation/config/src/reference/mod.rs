mod abuse;
mod after_death;
mod carers;
mod category;
mod check;
mod codes;
mod digest;
mod durations;
mod emergency;
mod files;
mod limits;
mod load;
mod matrix;
mod minors;
mod protected_adults;
mod residences;
mod secondary_use;
mod topics;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use abuse::{Abuse, AbuseWeights};
pub use after_death::{AfterDeath, ClaimReason, Claimant, ClaimedBy};
pub use carers::Carers;
pub use category::{Category, NoSuchCategory};
pub use codes::{
    CategoryLabels, Class, ConfidentialityCode, DocumentType, Effect, KnowHow, PlaceCode, Profession,
};
pub use durations::{
    CareRelationshipDurations, CodeDurations, DelegationDurations, DiscretionDurations, Durations,
    EmergencyDurations, PreferenceLimits, RelationshipCeilings, RelationshipRequestDurations,
    ReleaseDurations, TemporaryAccessDurations,
};
pub use emergency::{Emergency, EmergencyCeilings, EmergencyReason};
pub use limits::ForbiddenSector;
pub use matrix::{Matrix, MatrixAnswer, MatrixRow, MatrixScope, RowSource, RowTarget};
pub use minors::{Minors, MinorsProfile, MinorsStep, RepresentativeAct};
pub use protected_adults::{ProtectedAdults, ProtectedWith, ProtectionMeasure};
pub use residences::Residence;
pub use secondary_use::{ForbiddenUse, SecondaryUse, UseDefault, UsePurpose, UseShelf, UseTheme};
pub use topics::{CodeSystem, Topic, TopicCode};

/// System of the sectors of activity, TRE_R02-SecteurActivite.
const SECTORS: &str = "1.2.250.1.71.4.2.4";

/// What the country has published, and what this product assumes where nothing was: checked, indexed, unchanging.
#[derive(Debug, Clone)]
pub struct Reference {
    document_types: Vec<DocumentType>,
    by_code: HashMap<String, usize>,
    categories: BTreeMap<Category, CategoryLabels>,
    classes: BTreeMap<String, Class>,
    professions: BTreeMap<String, Profession>,
    know_how: BTreeMap<String, KnowHow>,
    confidentiality: Vec<ConfidentialityCode>,
    withheld_with_masked: bool,
    facilities: Vec<PlaceCode>,
    settings: Vec<PlaceCode>,
    matrix: Matrix,
    durations: Durations,
    residences: residences::Residences,
    topics: Vec<Topic>,
    mentions_only: BTreeSet<String>,
    emergency: Emergency,
    abuse: Abuse,
    carers: Carers,
    minors: Minors,
    protected_adults: ProtectedAdults,
    after_death: AfterDeath,
    secondary_use: SecondaryUse,
    forbidden_sectors: Vec<ForbiddenSector>,
    occupational_sectors: Vec<String>,
    digest: String,
}

impl Reference {
    /// The type of document with this code in this system (an OID).
    pub fn document_type(&self, code: &str, system: &str) -> Option<&DocumentType> {
        self.by_code
            .get(code)
            .and_then(|at| self.document_types.get(*at))
            .filter(|document_type| document_type.system == system)
    }

    /// All types of document, in the order of the file.
    pub fn document_types(&self) -> impl Iterator<Item = &DocumentType> {
        self.document_types.iter()
    }

    /// What a category is called.
    ///
    /// Loading refuses reference data that leaves one out, so there is always an answer.
    pub fn category(&self, category: Category) -> Option<&CategoryLabels> {
        self.categories.get(&category)
    }

    /// The class with this code.
    pub fn class(&self, code: &str) -> Option<&Class> {
        self.classes.get(code)
    }

    /// The profession with this code.
    pub fn profession(&self, code: &str) -> Option<&Profession> {
        self.professions.get(code)
    }

    /// Whether this profession comes in by a delegation alone (W6), and never declares a care relationship.
    pub fn only_by_delegation(&self, profession: &str) -> bool {
        self.profession(profession).is_some_and(|known| known.only_by_delegation)
    }

    /// The speciality with this code.
    pub fn know_how(&self, code: &str) -> Option<&KnowHow> {
        self.know_how.get(code)
    }

    /// All professions, by code.
    pub fn professions(&self) -> impl Iterator<Item = &Profession> {
        self.professions.values()
    }

    /// The confidentiality code, also by one of its other spellings.
    pub fn confidentiality(&self, code: &str) -> Option<&ConfidentialityCode> {
        self.confidentiality
            .iter()
            .find(|known| known.code == code || known.aliases.iter().any(|a| a == code))
    }

    /// The sector of activity with this code (TRE_R02), which is one of the kinds of structure.
    pub fn sector(&self, code: &str) -> Option<&PlaceCode> {
        self.facility(code, SECTORS)
    }

    /// The kind of structure with this code in this system (value set JDV_J02).
    pub fn facility(&self, code: &str, system: &str) -> Option<&PlaceCode> {
        place(&self.facilities, code, system)
    }

    /// The setting with this code in this system (value set JDV_J04).
    pub fn practice_setting(&self, code: &str, system: &str) -> Option<&PlaceCode> {
        place(&self.settings, code, system)
    }

    /// Whether one document may be both withheld from the patient and masked from professionals.
    pub fn allows_withheld_with_masked(&self) -> bool {
        self.withheld_with_masked
    }

    /// Which profession may consult what.
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    /// How long rights live.
    pub fn durations(&self) -> &Durations {
        &self.durations
    }

    /// The topics that a holder can hide as a whole, in the order of the file.
    pub fn topics(&self) -> impl Iterator<Item = &Topic> {
        self.topics.iter()
    }

    /// The topic with this key.
    pub fn topic(&self, key: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.key == key)
    }

    /// Whether a document of this type sums up the whole person: a code inside it mentions a topic, and does not hide
    /// the document with it.
    pub fn only_mentions(&self, type_code: &str) -> bool {
        self.mentions_only.contains(type_code)
    }

    /// Who may come in by an emergency, how often, and why.
    pub fn emergency(&self) -> &Emergency {
        &self.emergency
    }

    /// What looks like curiosity, and from when on the holder is asked.
    pub fn abuse(&self) -> &Abuse {
        &self.abuse
    }

    /// What carers may be.
    pub fn carers(&self) -> &Carers {
        &self.carers
    }

    /// What decisions of judges make of those who are in charge of a protected adult.
    pub fn protected_adults(&self) -> &ProtectedAdults {
        &self.protected_adults
    }

    /// Who may be shown documents of somebody who died, and how.
    pub fn after_death(&self) -> &AfterDeath {
        &self.after_death
    }

    /// When somebody is of age, and what whoever represents a minor does until then.
    pub fn minors(&self) -> &Minors {
        &self.minors
    }

    /// What health data may be used for beyond care.
    pub fn secondary_use(&self) -> &SecondaryUse {
        &self.secondary_use
    }

    /// What the law says of a sector of activity (TRE_R02) whose purposes it forbids whoever consents; none of all
    /// other sectors.
    pub fn forbidden_sector(&self, code: &str) -> Option<&ForbiddenSector> {
        self.forbidden_sectors.iter().find(|sector| sector.code == code)
    }

    /// The codes of all sectors whose purposes the law forbids.
    pub fn forbidden_sectors(&self) -> impl Iterator<Item = &str> {
        self.forbidden_sectors.iter().map(|sector| sector.code.as_str())
    }

    /// The codes of all sectors of occupational medicine.
    pub fn occupational_sectors(&self) -> impl Iterator<Item = &str> {
        self.occupational_sectors.iter().map(String::as_str)
    }

    /// Whether a sector of activity (TRE_R02) is occupational medicine, which asks for the person's express consent
    /// each time.
    pub fn is_occupational(&self, sector: &str) -> bool {
        self.occupational_sectors.iter().any(|known| known == sector)
    }

    /// Where a commune (code of the COG) lies, and the time there; none for what is no known code.
    pub fn residence<'code>(&self, commune: &'code str) -> Option<Residence<'code>> {
        self.residences.of(commune)
    }

    /// SHA-256 of the content of all files, in hexadecimal; comments, order of keys and layout do not count.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn place<'a>(places: &'a [PlaceCode], code: &str, system: &str) -> Option<&'a PlaceCode> {
    places.iter().find(|place| place.code == code && place.system == system)
}
