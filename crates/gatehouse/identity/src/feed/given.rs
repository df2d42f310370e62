use kernel::Private;
use serde::{Deserialize, Serialize};

use super::Why;

/// Every field of a row, by the name that it has in both formats.
pub const FIELDS: [&str; 17] = [
    "ins",
    "ins_system",
    "previous_ins",
    "previous_ins_system",
    "birth_name",
    "first_names",
    "birth_date",
    "sex",
    "birthplace",
    "usual_name",
    "commune",
    "identity_status",
    "attending_doctor",
    "representatives",
    "opposed",
    "deceased_on",
    "told_on",
];

/// The fields without which a file of CSV is refused whole.
pub const REQUIRED: [&str; 8] =
    ["ins", "ins_system", "birth_name", "first_names", "birth_date", "sex", "commune", "identity_status"];

/// A row as it is written, whatever the format. It is what the tag of a row is made of.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Given {
    pub(super) ins: Private<String>,
    pub(super) ins_system: String,
    pub(super) previous_ins: Private<String>,
    pub(super) previous_ins_system: String,
    pub(super) birth_name: Private<String>,
    pub(super) first_names: Names,
    pub(super) birth_date: Private<String>,
    pub(super) sex: Private<String>,
    pub(super) birthplace: Private<String>,
    pub(super) usual_name: Private<String>,
    pub(super) commune: Private<String>,
    pub(super) identity_status: String,
    pub(super) attending_doctor: Private<String>,
    pub(super) representatives: Vec<Representative>,
    pub(super) opposed: String,
    pub(super) deceased_on: Private<String>,
    pub(super) told_on: String,
}

/// Given names: a list, or one text in which they are parted by `|`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    Text(Private<String>),
    List(Vec<Private<String>>),
}

impl Default for Names {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Names {
    pub(super) fn all(&self) -> Vec<Private<String>> {
        match self {
            Self::Text(text) if text.reveal().trim().is_empty() => Vec::new(),
            Self::Text(text) => text.reveal().split('|').map(|name| name.trim().into()).collect(),
            Self::List(names) => names.clone(),
        }
    }
}

/// A representative as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Representative {
    pub(super) authority: String,
    #[serde(default)]
    pub(super) ins: Private<String>,
    #[serde(default)]
    pub(super) ins_system: String,
    #[serde(default)]
    pub(super) traits: Option<Traits>,
}

/// Whole traits as they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Traits {
    pub(super) birth_name: Private<String>,
    pub(super) first_names: Names,
    pub(super) birth_date: Private<String>,
    pub(super) sex: Private<String>,
    #[serde(default)]
    pub(super) birthplace: Private<String>,
}

impl Given {
    /// A row of CSV, whose fields stand in the order of the header.
    pub(super) fn of_fields(
        header: &[&'static str],
        fields: Vec<String>,
    ) -> Result<Self, (&'static str, Why)> {
        if fields.len() != header.len() {
            return Err(("", Why::Fields));
        }
        let mut given = Self::default();
        for (name, text) in header.iter().zip(fields) {
            match *name {
                "ins" => given.ins = text.into(),
                "ins_system" => given.ins_system = text,
                "previous_ins" => given.previous_ins = text.into(),
                "previous_ins_system" => given.previous_ins_system = text,
                "birth_name" => given.birth_name = text.into(),
                "first_names" => given.first_names = Names::Text(text.into()),
                "birth_date" => given.birth_date = text.into(),
                "sex" => given.sex = text.into(),
                "birthplace" => given.birthplace = text.into(),
                "usual_name" => given.usual_name = text.into(),
                "commune" => given.commune = text.into(),
                "identity_status" => given.identity_status = text,
                "attending_doctor" => given.attending_doctor = text.into(),
                "representatives" if text.trim().is_empty() => {}
                "representatives" => {
                    given.representatives =
                        serde_json::from_str(&text).map_err(|error| ("representatives", of_json(&error)))?;
                }
                "opposed" => given.opposed = text,
                "deceased_on" => given.deceased_on = text.into(),
                "told_on" => given.told_on = text,
                _ => return Err(("", Why::Fields)),
            }
        }
        Ok(given)
    }
}

/// Why a text of JSON is not what it should be.
pub(super) fn of_json(error: &serde_json::Error) -> Why {
    if error.is_data() { Why::Shape } else { Why::NotJson }
}
