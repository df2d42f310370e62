use thiserror::Error;

use crate::normalise;

/// Why the first line of a file does not begin an extract.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum HeaderFault {
    /// Columns that are needed are not there.
    #[error("its first line has no column {}", quoted(.0))]
    Missing(Vec<&'static str>),
    /// A column is there twice.
    #[error("its first line has the column `{0}` twice")]
    Twice(&'static str),
    /// There is no first line that could be one.
    #[error("its first line is longer than any")]
    TooLong,
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Where the columns of a file stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    places: Vec<usize>,
    names: &'static [&'static str],
    width: usize,
}

impl Columns {
    /// Finds the columns of these names among those of the first line. Case, accents and signs make no difference.
    pub(super) fn find(names: &'static [&'static str], first: &[&str]) -> Result<Self, HeaderFault> {
        let folded: Vec<_> = first.iter().map(|name| normalise(name)).collect();
        let (mut places, mut missing) = (Vec::with_capacity(names.len()), Vec::new());
        for name in names {
            let wanted = normalise(name);
            let mut found = folded.iter().enumerate().filter(|(_, name)| **name == wanted);
            match (found.next(), found.next()) {
                (Some((place, _)), None) => places.push(place),
                (None, _) => missing.push(*name),
                (Some(_), Some(_)) => return Err(HeaderFault::Twice(name)),
            }
        }
        // Files of the directory end each line with a delimiter, first lines too.
        let ends_empty = first.last().is_some_and(|last| last.trim().is_empty());
        match missing.as_slice() {
            [] => Ok(Self { places, names, width: first.len() - usize::from(ends_empty) }),
            _ => Err(HeaderFault::Missing(missing)),
        }
    }

    /// Columns whose places are known without a first line.
    pub(super) fn at(names: &'static [&'static str], places: &[usize], width: usize) -> Self {
        Self { places: places.to_vec(), names, width }
    }

    /// The fields of a row; none when it has not as many as the first line, a last empty one aside.
    pub(super) fn of<'a>(&'a self, fields: &'a [&'a str]) -> Option<Fields<'a>> {
        let one_more = fields.len() == self.width + 1 && fields.last().is_some_and(|last| last.is_empty());
        (fields.len() == self.width || one_more).then_some(Fields { columns: self, fields })
    }

    /// The fields of a row that has not as many as the first line: each may be another one than it seems.
    pub(super) fn of_another_width<'a>(&'a self, fields: &'a [&'a str]) -> Fields<'a> {
        Fields { columns: self, fields }
    }
}

/// The fields of one row.
pub(super) struct Fields<'a> {
    columns: &'a Columns,
    fields: &'a [&'a str],
}

impl<'a> Fields<'a> {
    /// The field of the `nth` column, without spaces around it; empty where there is none.
    pub(super) fn get(&self, nth: usize) -> &'a str {
        let place = self.columns.places.get(nth);
        place.and_then(|place| self.fields.get(*place)).map_or("", |field| field.trim())
    }

    /// What the `nth` column is called.
    pub(super) fn name(&self, nth: usize) -> &'static str {
        self.columns.names.get(nth).copied().unwrap_or_default()
    }
}
