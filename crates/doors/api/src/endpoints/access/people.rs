//! Professionals and structures that are named in a record's consent.

use config::Reference;
use flows::access::{Names, Who};
use kernel::{Finess, OrganisationId, PersonId, Private, Rpps};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Problem};

use crate::views::Coded;

/// A professional, as the directory knows them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedProfessional)]
pub(crate) struct PersonView {
    /// Number in the national directory.
    #[schema(example = "99700000013")]
    rpps: String,
    /// Name.
    #[schema(value_type = String, example = "Dr Alice Moreau")]
    name: Private<String>,
    /// Profession.
    profession: Coded,
}

/// A structure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedOrganisation)]
pub(crate) struct OrganisationView {
    /// Its id here.
    #[schema(value_type = Uuid)]
    id: OrganisationId,
    /// What it is called; absent where it is not known any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Cabinet dentaire Fictif")]
    name: Option<String>,
}

impl PersonView {
    /// The professional of this id; none for somebody whom the directory does not know.
    pub(crate) fn of(person: PersonId, names: &Names, reference: &Reference) -> Option<Self> {
        let known = names.people.get(&person)?;
        Some(Self {
            rpps: known.rpps.to_string(),
            name: known.name.clone(),
            profession: profession(&known.profession, reference),
        })
    }
}

impl OrganisationView {
    pub(crate) fn of(id: OrganisationId, names: &Names) -> Self {
        Self { id, name: names.organisations.get(&id).cloned() }
    }
}

/// A profession by its code.
pub(super) fn profession(code: &str, reference: &Reference) -> Coded {
    reference.profession(code).map_or_else(
        || Coded::unlabelled(code),
        |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
    )
}

/// Who is meant: exactly one of them.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Whom)]
pub(crate) enum WhomBody {
    /// A professional, by the number in the directory.
    #[schema(value_type = String, example = "99700000013")]
    Rpps(String),
    /// A structure, by its FINESS number.
    #[schema(value_type = String, example = "990000051")]
    Finess(String),
    /// A structure, by its id as the record shows it.
    #[schema(value_type = Uuid)]
    Organisation(OrganisationId),
    /// A profession, code of table TRE_G15.
    #[schema(example = "40")]
    Profession(String),
}

impl WhomBody {
    /// Who is meant, as it was sent.
    pub(super) fn read(&self) -> Result<Who, Problem> {
        Ok(match self {
            Self::Rpps(number) => Who::Professional(rpps(number, "/whom/rpps")?),
            Self::Finess(number) => Who::Numbered(finess(number, "/whom/finess")?),
            Self::Organisation(id) => Who::Organisation(*id),
            Self::Profession(code) => Who::Profession(code.clone()),
        })
    }
}

/// A number of the directory as it was sent.
pub(super) fn rpps(text: &str, pointer: &'static str) -> Result<Rpps, Problem> {
    text.parse().map_err(|_| {
        let fault = Fault::new(pointer, "a number of the directory: 11 digits, the last of which is the key");
        Problem::fault(kernel::ErrorKind::Unprocessable, fault)
    })
}

/// A number of a structure as it was sent.
fn finess(text: &str, pointer: &'static str) -> Result<Finess, Problem> {
    text.parse().map_err(|_| {
        let fault = Fault::new(pointer, "a FINESS number: nine digits, the last of which is the key");
        Problem::fault(kernel::ErrorKind::Unprocessable, fault)
    })
}
