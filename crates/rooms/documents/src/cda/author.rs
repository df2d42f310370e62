use kernel::{Private, Rpps};

use super::{
    CdaFault, Code, Identifier, Moment, Organisation, PersonName,
    tree::At,
    value::{moment_child, national_id, rpps},
};

/// One author of a document, as the header claims it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// When the author took part.
    pub time: Option<Moment>,
    /// The role in this document, as `PCP` for the treating doctor.
    pub function: Option<Code>,
    /// Identifiers, those of unknown systems included.
    pub ids: Vec<Identifier>,
    /// Profession and speciality, as `G15_10/SM26`.
    pub speciality: Option<Code>,
    /// Who or what it is.
    pub kind: AuthorKind,
    /// On behalf of which structure.
    pub organisation: Option<Organisation>,
}

/// Who or what an author is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorKind {
    /// A person; the name may be withheld.
    Person(Option<PersonName>),
    /// A device or a program.
    Device {
        /// Maker and model.
        model: Option<Private<String>>,
        /// Program.
        software: Option<Private<String>>,
    },
    /// The structure itself, or nobody named.
    Organisation,
}

impl Author {
    pub(crate) fn read_all(document: At<'_, '_>) -> Result<Vec<Self>, CdaFault> {
        let authors: Vec<Self> =
            document.list("author")?.into_iter().map(Self::read).collect::<Result<_, _>>()?;
        if authors.is_empty() {
            return Err(document.missing("author", "at least one author"));
        }
        Ok(authors)
    }

    fn read(at: At<'_, '_>) -> Result<Self, CdaFault> {
        let assigned = at
            .child("assignedAuthor")?
            .ok_or_else(|| at.missing("assignedAuthor", "a person, a device or a structure"))?;
        Ok(Self {
            time: moment_child(at, "time")?,
            function: Code::read_child(at, "functionCode")?,
            ids: Identifier::read_all(assigned)?,
            speciality: Code::read_child(assigned, "code")?,
            kind: kind(assigned)?,
            organisation: Organisation::read_child(assigned, "representedOrganization")?,
        })
    }

    /// The national identifier (system 1.2.250.1.71.4.2.1) as written, its first digit included.
    pub fn national_id(&self) -> Option<&str> {
        national_id(&self.ids)
    }

    /// The RPPS number, when there is one whose key holds.
    pub fn rpps(&self) -> Option<Rpps> {
        rpps(&self.ids)
    }
}

fn kind(assigned: At<'_, '_>) -> Result<AuthorKind, CdaFault> {
    if let Some(person) = assigned.children("assignedPerson").next() {
        return Ok(AuthorKind::Person(name_of(person)?));
    }
    let Some(device) = assigned.child("assignedAuthoringDevice")? else {
        return Ok(AuthorKind::Organisation);
    };
    let text = |name| -> Result<Option<Private<String>>, CdaFault> {
        Ok(device.child(name)?.map_or(Ok(None), |part| part.text())?.map(Private::new))
    };
    Ok(AuthorKind::Device { model: text("manufacturerModelName")?, software: text("softwareName")? })
}

fn name_of(person: At<'_, '_>) -> Result<Option<PersonName>, CdaFault> {
    person.list("name")?.into_iter().next().map_or(Ok(None), PersonName::read)
}

/// Who answers for the document in law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalAuthenticator {
    /// When it was signed.
    pub time: Option<Moment>,
    /// Identifiers, those of unknown systems included.
    pub ids: Vec<Identifier>,
    /// Profession and speciality.
    pub speciality: Option<Code>,
    /// The name.
    pub name: Option<PersonName>,
    /// On behalf of which structure.
    pub organisation: Option<Organisation>,
}

impl LegalAuthenticator {
    pub(crate) fn read(document: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let Some(at) = document.child("legalAuthenticator")? else { return Ok(None) };
        let Some(entity) = at.child("assignedEntity")? else { return Ok(None) };
        Ok(Some(Self {
            time: moment_child(at, "time")?,
            ids: Identifier::read_all(entity)?,
            speciality: Code::read_child(entity, "code")?,
            name: entity.child("assignedPerson")?.map_or(Ok(None), name_of)?,
            organisation: Organisation::read_child(entity, "representedOrganization")?,
        }))
    }

    /// The national identifier (system 1.2.250.1.71.4.2.1) as written, its first digit included.
    pub fn national_id(&self) -> Option<&str> {
        national_id(&self.ids)
    }

    /// The RPPS number, when there is one whose key holds.
    pub fn rpps(&self) -> Option<Rpps> {
        rpps(&self.ids)
    }
}
