use kernel::{Finess, Private, Rpps};

use super::{Aside, Encoding, HeaderFault, Reason, Reject, Row, columns::Columns, fields::Reader};
use crate::oidc::is_qualified;

/// The extract of professionals in open access, once its first line is read.
pub struct People {
    encoding: Encoding,
    columns: Columns,
}

/// What one row says: who, and where and as what that person practises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Number in the national directory.
    pub rpps: Rpps,
    /// Family name of practice.
    pub family: Private<String>,
    /// Given name of practice.
    pub given: Private<String>,
    /// Profession, code of table TRE_G15 or of another table of professions.
    pub profession: String,
    /// None for somebody who is registered and practises nowhere.
    pub practice: Option<Practising>,
}

/// Where and as what somebody practises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practising {
    /// Speciality or other know-how.
    pub know_how: Option<String>,
    /// Sector of activity, code of table TRE_R02.
    pub sector: String,
    /// FINESS number of the site.
    pub finess: Option<Finess>,
    /// SIRET number of the structure.
    pub siret: Option<String>,
    /// Name of the structure.
    pub place: Option<String>,
    /// Postcode of the structure.
    pub postcode: Option<String>,
    /// Town of the structure.
    pub town: Option<String>,
}

/// The columns that are read, as the file names them. The file has some forty more, addresses and telephone numbers among
/// them, which are not looked at.
const NAMES: &[&str] = &[
    "Identifiant PP",
    "Identification nationale PP",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Code catégorie professionnelle",
    "Code savoir-faire",
    "Numéro SIRET site",
    "Numéro FINESS site",
    "Raison sociale site",
    "Enseigne commerciale site",
    "Code postal (coord. structure)",
    "Libellé commune (coord. structure)",
    "Code secteur d'activité",
];
const NUMBER: usize = 0;
const NATIONAL: usize = 1;
const FAMILY: usize = 2;
const GIVEN: usize = 3;
const PROFESSION: usize = 4;
const CATEGORY: usize = 5;
const KNOW_HOW: usize = 6;
const SIRET: usize = 7;
const FINESS: usize = 8;
const COMPANY: usize = 9;
const SIGN: usize = 10;
const POSTCODE: usize = 11;
const TOWN: usize = 12;
const SECTOR: usize = 13;

impl People {
    /// Reads the first line. Quotes are letters like others in this file.
    ///
    /// # Errors
    /// [`HeaderFault`].
    pub fn begin(encoding: Encoding, first: &[u8]) -> Result<Self, HeaderFault> {
        let first = encoding.first_text(first);
        let names: Vec<&str> = first.split('|').collect();
        Ok(Self { encoding, columns: Columns::find(NAMES, &names)? })
    }

    /// Reads a row.
    pub fn read(&self, number: u64, line: &[u8]) -> Row<Listed> {
        let text = self.encoding.text(line);
        let fields: Vec<&str> = text.split('|').collect();
        let Some(fields) = self.columns.of(&fields) else {
            // The two columns of the number come first and say the same: whom such a row is about is known all the same.
            let fields = self.columns.of_another_width(&fields);
            let about = rpps(&Reader { line: number, fields }).ok();
            return Row::Rejected(Reject { line: number, column: "", reason: Reason::Fields }, about);
        };
        let row = Reader { line: number, fields };
        // `8` and the RPPS number; what begins otherwise is a number of another kind.
        let national = row.fields.get(NATIONAL);
        if !national.is_empty() && !national.starts_with('8') {
            return Row::Aside(Aside::OtherNumber);
        }
        let rpps = match rpps(&row) {
            Ok(rpps) => rpps,
            Err(reject) => return Row::Rejected(reject, None),
        };
        if !is_qualified(row.fields.get(CATEGORY)) {
            return Row::Aside(Aside::Student);
        }
        match listed(&row, rpps.clone()) {
            Ok(listed) => Row::Taken(listed),
            Err(reject) => Row::Rejected(reject, Some(rpps)),
        }
    }
}

fn rpps(row: &Reader<'_>) -> Result<Rpps, Reject> {
    if row.fields.get(NATIONAL).is_empty() {
        return Err(row.fault(NATIONAL, Reason::Empty));
    }
    let rpps = row.rpps(NUMBER)?;
    if row.fields.get(NATIONAL) != rpps.national_id().as_str() {
        return Err(row.fault(NATIONAL, Reason::OtherNumber));
    }
    Ok(rpps)
}

fn listed(row: &Reader<'_>, rpps: Rpps) -> Result<Listed, Reject> {
    let family = row.name(FAMILY)?;
    let given = row.text(GIVEN)?.unwrap_or_default();
    let profession = row.code(PROFESSION)?.ok_or_else(|| row.fault(PROFESSION, Reason::Empty))?;
    Ok(Listed { rpps, family: family.into(), given: given.into(), profession, practice: practice(row)? })
}

fn practice(row: &Reader<'_>) -> Result<Option<Practising>, Reject> {
    let (finess, siret) = (row.finess(FINESS)?, row.siret(SIRET)?);
    let place = match row.text(COMPANY)? {
        Some(name) => Some(name),
        None => row.text(SIGN)?,
    };
    let Some(sector) = row.code(SECTOR)? else {
        return match (finess, siret, place) {
            (None, None, None) => Ok(None),
            _ => Err(row.fault(SECTOR, Reason::Empty)),
        };
    };
    let (postcode, town) = (row.postcode(POSTCODE), row.text(TOWN)?);
    Ok(Some(Practising { know_how: row.code(KNOW_HOW)?, sector, finess, siret, place, postcode, town }))
}
