use std::borrow::Cow;

use kernel::Finess;

use super::{
    Aside, Encoding, HeaderFault, Reason, Reject, Row,
    columns::Columns,
    fields::{Reader, postcode_in},
};
use crate::OrganisationKind;

/// The file of establishments, once its first line is read.
pub struct Establishments {
    encoding: Encoding,
    columns: Columns,
}

/// A site, as the file of establishments has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Establishment {
    /// Its number.
    pub finess: Finess,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Postcode.
    pub postcode: Option<String>,
    /// Town.
    pub town: Option<String>,
}

const NAMES: &[&str] = &["nofinesset", "rs", "rslongue", "ligneacheminement", "categetab", "categagretab"];
const NUMBER: usize = 0;
const SHORT_NAME: usize = 1;
const LONG_NAME: usize = 2;
const TOWN: usize = 3;
const CATEGORY: usize = 4;
const GROUP: usize = 5;

/// Where these columns stand in the published file, whose first line names none (`finess;etalab;…`), and how many there
/// are; the first says which section a row belongs to.
const PUBLISHED: &[usize] = &[1, 3, 4, 15, 18, 20];
const PUBLISHED_WIDTH: usize = 31;

impl Establishments {
    /// Reads the first line: the one of the published file, or names of columns.
    ///
    /// # Errors
    /// [`HeaderFault`].
    pub fn begin(encoding: Encoding, first: &[u8]) -> Result<Self, HeaderFault> {
        let first = encoding.first_text(first);
        let names = split(&first);
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let columns = match names.as_slice() {
            ["finess", "etalab", ..] => Columns::at(NAMES, PUBLISHED, PUBLISHED_WIDTH),
            _ => Columns::find(NAMES, &names)?,
        };
        Ok(Self { encoding, columns })
    }

    /// Reads a row.
    pub fn read(&self, number: u64, line: &[u8]) -> Row<Establishment> {
        let text = self.encoding.text(line);
        let fields = split(&text);
        let fields: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        if fields.first().is_some_and(|section| section.starts_with("geolocalisation")) {
            return Row::Aside(Aside::OtherSection);
        }
        let Some(fields) = self.columns.of(&fields) else {
            return Row::Rejected(Reject { line: number, column: "", reason: Reason::Fields }, None);
        };
        match establishment(&Reader { line: number, fields }) {
            Ok(establishment) => Row::Taken(establishment),
            Err(reject) => Row::Rejected(reject, None),
        }
    }
}

fn establishment(row: &Reader<'_>) -> Result<Establishment, Reject> {
    let finess = row.finess(NUMBER)?.ok_or_else(|| row.fault(NUMBER, Reason::Empty))?;
    let name = if row.fields.get(LONG_NAME).is_empty() { SHORT_NAME } else { LONG_NAME };
    let name = row.name(name)?;
    let kind = kind_of(row.fields.get(CATEGORY), row.fields.get(GROUP));
    let (postcode, town) = row.text(TOWN)?.map_or((None, None), |line| routed(&line));
    Ok(Establishment { finess, name, kind, postcode, town })
}

/// `01440 VIRIAT`, `97306 CAYENNE CEDEX 2`: postcode and town.
fn routed(line: &str) -> (Option<String>, Option<String>) {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let Some(postcode) = postcode_in(first) else { return (None, Some(line.to_owned())) };
    let town = rest.split(" CEDEX").next().unwrap_or(rest).trim();
    (Some(postcode), (!town.is_empty()).then(|| town.to_owned()))
}

/// The kind of an establishment by its category and the group of categories (FINESS). Health establishments are groups 11
/// to 13, homes for the elderly group 44.
fn kind_of(category: &str, group: &str) -> OrganisationKind {
    match (category, group.get(..2).unwrap_or_default()) {
        ("620", _) => OrganisationKind::Pharmacy,
        ("611", _) => OrganisationKind::Laboratory,
        ("124" | "603", _) => OrganisationKind::Practice,
        (_, "11" | "12" | "13" | "44") => OrganisationKind::Establishment,
        _ => OrganisationKind::Other,
    }
}

/// The fields of a line, which may be quoted: `"LES ""LILAS"""`. A quote within a field is a letter.
fn split(line: &str) -> Vec<Cow<'_, str>> {
    let (mut fields, mut rest) = (Vec::new(), Some(line));
    while let Some(text) = rest {
        let (field, after) = quoted(text).unwrap_or_else(|| match text.split_once(';') {
            Some((field, after)) => (field.into(), Some(after)),
            None => (text.into(), None),
        });
        fields.push(field);
        rest = after;
    }
    fields
}

/// A quoted field and what follows it; none where the text begins with none.
fn quoted(text: &str) -> Option<(Cow<'_, str>, Option<&str>)> {
    let inside = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let end = from + inside.get(from..)?.find('"')?;
        let after = inside.get(end + 1..)?;
        if after.starts_with('"') {
            from = end + 2;
            continue;
        }
        let field: Cow<'_, str> = inside.get(..end)?.replace("\"\"", "\"").into();
        return match after.strip_prefix(';') {
            Some(after) => Some((field, Some(after))),
            None => after.is_empty().then_some((field, None)),
        };
    }
}
