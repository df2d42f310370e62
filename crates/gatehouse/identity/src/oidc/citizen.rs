//! Userinfo in the shape of FranceConnect: the pivot identity.

use kernel::Private;
use serde::Deserialize;

use super::{Distrust, ProvenCitizen};
use crate::{BirthDate, Sex, StrictTraits};

/// The country code of France; whoever was born elsewhere has the country as place of birth.
const FRANCE: &str = "99100";

/// What is read of it.
#[derive(Deserialize)]
pub(super) struct Userinfo {
    #[serde(default)]
    given_name: Private<String>,
    #[serde(default)]
    family_name: Private<String>,
    #[serde(default)]
    birthdate: Private<String>,
    #[serde(default)]
    gender: String,
    #[serde(default)]
    birthplace: Private<String>,
    #[serde(default)]
    birthcountry: Private<String>,
}

impl Userinfo {
    /// The citizen that it describes, whom the provider calls by this subject.
    pub(super) fn citizen(self, subject: String) -> Result<ProvenCitizen, Distrust> {
        let sex = match self.gender.as_str() {
            "female" => Sex::Female,
            "male" => Sex::Male,
            _ => return Err(Distrust::Identity),
        };
        let places = [&self.birthplace, &self.birthcountry];
        let birthplace =
            places.into_iter().find(|code| !matches!(code.reveal().as_str(), "" | FRANCE)).cloned();
        let traits = StrictTraits {
            birth_name: self.family_name,
            first_names: vec![self.given_name],
            birth_date: BirthDate::parse(self.birthdate.reveal()).map_err(|_| Distrust::Identity)?,
            sex,
            birthplace,
        };
        traits.check().map_err(|_| Distrust::Identity)?;
        Ok(ProvenCitizen { subject: subject.into(), traits })
    }
}
