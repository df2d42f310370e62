use chrono::{DateTime, Utc};
use database::Error;
use diesel::{Queryable, Selectable};
use kernel::{AdminRole, Assurance, Rpps, Standing};
use uuid::Uuid;

use crate::{Organisation, OrganisationKind, Professional, Situation, Software};

/// A session with what is true of its actor now; see the view of that name.
#[derive(Clone, Queryable)]
pub(crate) struct SessionNow {
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) capacity: String,
    pub(crate) assurance: String,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) idle_until: DateTime<Utc>,
    pub(crate) revoked_at: Option<DateTime<Utc>>,
    pub(crate) software: Option<Uuid>,
    pub(crate) software_listed: Option<bool>,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) name: Option<String>,
    pub(crate) listed: Option<bool>,
    pub(crate) practice: Option<Vec<String>>,
    pub(crate) space_id: Option<Uuid>,
    pub(crate) sealed: Option<Vec<u8>>,
    pub(crate) second_factor_at: Option<DateTime<Utc>>,
    pub(crate) assisted_by: Option<Uuid>,
    pub(crate) assistant: Option<String>,
    pub(crate) account: Option<Uuid>,
    pub(crate) software_name: Option<String>,
    pub(crate) organisation_name: Option<String>,
    pub(crate) roles: Option<Vec<String>>,
    pub(crate) provider_checked_at: Option<DateTime<Utc>>,
    pub(crate) regulates: Option<bool>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::professional)]
pub(crate) struct ProfessionalRow {
    person: Uuid,
    rpps: String,
    name: String,
    profession: String,
    standing: String,
    standing_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::situation)]
pub(crate) struct SituationRow {
    id: Uuid,
    person: Uuid,
    organisation: Option<Uuid>,
    sector: String,
    active: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::organisation)]
pub(crate) struct OrganisationRow {
    id: Uuid,
    finess: Option<String>,
    name: String,
    kind: String,
    listed: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::software)]
pub(crate) struct SoftwareRow {
    id: Uuid,
    name: String,
    organisation: Option<Uuid>,
    listed: bool,
}

const PROFESSIONAL: &str = "identity.professional";
const ORGANISATION: &str = "identity.organisation";
const SESSION: &str = "identity.session";

impl TryFrom<ProfessionalRow> for Professional {
    type Error = Error;

    fn try_from(row: ProfessionalRow) -> Result<Self, Error> {
        Ok(Self {
            person: row.person.into(),
            rpps: rpps(&row.rpps)?,
            name: row.name.into(),
            profession: row.profession,
            standing: standing(&row.standing)?,
            standing_at: row.standing_at,
        })
    }
}

impl From<SituationRow> for Situation {
    fn from(row: SituationRow) -> Self {
        Self {
            id: row.id.into(),
            person: row.person.into(),
            organisation: row.organisation.map(Into::into),
            sector: row.sector,
            active: row.active,
        }
    }
}

impl TryFrom<OrganisationRow> for Organisation {
    type Error = Error;

    fn try_from(row: OrganisationRow) -> Result<Self, Error> {
        let unreadable = |what| Error::Row { table: ORGANISATION, what };
        let finess = row.finess.map(|text| text.parse().map_err(|_| unreadable("the FINESS number is none")));
        Ok(Self {
            id: row.id.into(),
            finess: finess.transpose()?,
            name: row.name,
            kind: OrganisationKind::parse(&row.kind).ok_or_else(|| unreadable("the kind is unknown"))?,
            listed: row.listed,
        })
    }
}

impl From<SoftwareRow> for Software {
    fn from(row: SoftwareRow) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            organisation: row.organisation.map(Into::into),
            listed: row.listed,
        }
    }
}

/// The name of a standing in the database.
pub(crate) fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Good => "good",
        Standing::Suspended => "suspended",
        Standing::StruckOff => "struck_off",
    }
}

pub(crate) fn standing(name: &str) -> Result<Standing, Error> {
    [Standing::Good, Standing::Suspended, Standing::StruckOff]
        .into_iter()
        .find(|standing| standing_name(*standing) == name)
        .ok_or(Error::Row { table: PROFESSIONAL, what: "the standing is unknown" })
}

pub(crate) fn rpps(text: &str) -> Result<Rpps, Error> {
    text.parse().map_err(|_| Error::Row { table: PROFESSIONAL, what: "the RPPS number is none" })
}

/// The name of a level of assurance in the database.
pub(crate) fn assurance_name(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Low => "low",
        Assurance::Substantial => "substantial",
        Assurance::High => "high",
    }
}

pub(crate) fn assurance(name: &str) -> Result<Assurance, Error> {
    [Assurance::Low, Assurance::Substantial, Assurance::High]
        .into_iter()
        .find(|assurance| assurance_name(*assurance) == name)
        .ok_or(Error::Row { table: SESSION, what: "the level of assurance is unknown" })
}

pub(crate) fn roles(names: &[String]) -> Result<Vec<AdminRole>, Error> {
    let unknown = Error::Row { table: "identity.admin_role", what: "the role is unknown" };
    names.iter().map(|name| AdminRole::parse(name)).collect::<Option<_>>().ok_or(unknown)
}
