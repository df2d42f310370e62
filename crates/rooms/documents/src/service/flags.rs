use super::Metadata;
use crate::{
    Error,
    cda::{self, ClinicalDocument},
    model::Confidentiality,
};

/// Who shall not see it, as said and as read.
pub(super) struct Flags {
    pub(super) confidentiality: Confidentiality,
    pub(super) masked: bool,
    pub(super) withheld: bool,
    pub(super) hidden_from_representatives: bool,
}

impl From<&Metadata> for Flags {
    fn from(metadata: &Metadata) -> Self {
        Self {
            confidentiality: metadata.confidentiality.unwrap_or(Confidentiality::N),
            masked: metadata.masked,
            withheld: metadata.withheld,
            hidden_from_representatives: metadata.hidden_from_representatives,
        }
    }
}

impl Flags {
    /// A header can only close further. A code that is not known closes as far as a document can be closed.
    pub(super) fn add(&mut self, header: &ClinicalDocument) {
        for code in &header.confidentiality {
            match code {
                cda::Confidentiality::Normal => {}
                cda::Confidentiality::Restricted if self.confidentiality == Confidentiality::N => {
                    self.confidentiality = Confidentiality::R;
                }
                cda::Confidentiality::Restricted => {}
                cda::Confidentiality::VeryRestricted | cda::Confidentiality::Other(_) => {
                    self.confidentiality = Confidentiality::V;
                }
                cda::Confidentiality::HiddenFromPatient => self.withheld = true,
                cda::Confidentiality::HiddenFromRepresentatives => self.hidden_from_representatives = true,
                cda::Confidentiality::HiddenFromProfessionals => self.masked = true,
            }
        }
    }

    /// Whether they can stand together.
    ///
    /// # Errors
    /// [`Error::Metadata`] at the flag that cannot.
    pub(super) fn check(&self, by_citizen: bool, withheld_with_masked: bool) -> Result<(), Error> {
        if by_citizen && self.withheld {
            return Err(Error::Metadata {
                pointer: "/visible_to_patient",
                found: Some("false".to_owned()),
                expected: "`true`: a citizen cannot hide a document from themselves".to_owned(),
            });
        }
        if self.withheld && self.masked && !withheld_with_masked {
            return Err(hidden_from_all());
        }
        Ok(())
    }
}

/// That a document would be withheld and masked at once, where that is not allowed.
pub(super) fn hidden_from_all() -> Error {
    Error::Metadata {
        pointer: "/masked",
        found: Some("true".to_owned()),
        expected:
            "`false`, or `visible_to_patient` `true`: a document cannot be hidden from the patient and from \
                   professionals at once"
                .to_owned(),
    }
}
