use std::fmt;

use kernel::{Finess, NationalId, Private, Rpps};

use super::{CdaFault, Moment, tree::At};

/// System of the national identifiers of professionals (PS_IdNat).
const PROFESSIONALS: &str = "1.2.250.1.71.4.2.1";
/// System of the national identifiers of structures (Struct_IdNat).
const STRUCTURES: &str = "1.2.250.1.71.4.2.2";

/// An identifier (HL7 data type II): the root is an OID or UUID, the extension a number given under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// The OID or UUID.
    pub root: String,
    /// What was given under that root, if anything.
    pub extension: Option<Private<String>>,
}

impl Identifier {
    /// The XDS form, `root^extension` or the root alone.
    pub fn unique_id(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{}^{}", self.root, extension.reveal()),
            None => self.root.clone(),
        }
    }

    pub(crate) fn read(at: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let extension = at.attribute("extension")?.map(Private::from);
        Ok(at.attribute("root")?.map(|root| Self { root: root.to_owned(), extension }))
    }

    pub(crate) fn read_all(at: At<'_, '_>) -> Result<Vec<Self>, CdaFault> {
        at.list("id")?.into_iter().filter_map(|id| Self::read(id).transpose()).collect()
    }

    fn under(&self, root: &str) -> Option<&str> {
        self.extension.as_ref().filter(|_| self.root == root).map(|extension| extension.reveal().as_str())
    }
}

/// The national identifier of a professional among identifiers, whatever its key says.
pub(crate) fn national_id(ids: &[Identifier]) -> Option<&str> {
    ids.iter().find_map(|id| id.under(PROFESSIONALS))
}

/// The RPPS number among identifiers, when its key holds.
pub(crate) fn rpps(ids: &[Identifier]) -> Option<Rpps> {
    ids.iter().filter_map(|id| id.under(PROFESSIONALS)).find_map(|id| id.parse::<NationalId>().ok()?.rpps())
}

/// A coded value (HL7 data types CD, CE): the code, the OID of its system, and the label the author wrote.
///
/// `Debug` shows the system only: a code says something about the health of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: String,
    /// The OID of the code system, empty where the document names none.
    pub system: String,
    /// The author's label.
    pub display: Option<Private<String>>,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").field("system", &self.system).finish_non_exhaustive()
    }
}

impl Code {
    pub(crate) fn read(at: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let system = at.attribute("codeSystem")?.unwrap_or_default().to_owned();
        let display = at.attribute("displayName")?.map(Private::from);
        Ok(at.attribute("code")?.map(|code| Self { code: code.to_owned(), system, display }))
    }

    pub(crate) fn read_child(at: At<'_, '_>, name: &'static str) -> Result<Option<Self>, CdaFault> {
        at.child(name)?.map_or(Ok(None), Self::read)
    }
}

/// The name of a person who is not the patient.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonName {
    /// Civility, as `M` or `MME`.
    pub prefix: Option<Private<String>>,
    /// Given names in the order written.
    pub given: Vec<Private<String>>,
    /// Family name, of exercise where several are given (qualifier other than `BR`).
    pub family: Option<Private<String>>,
    /// What follows, as `DR`.
    pub suffix: Option<Private<String>>,
    /// The whole name as written, where it has no parts.
    pub plain: Option<Private<String>>,
}

impl PersonName {
    pub(crate) fn read(at: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let families = at.list("family")?;
        let of_exercise = families.iter().find(|family| !has_qualifier(family, "BR")).or(families.first());
        let mut name = Self {
            prefix: first_text(at, "prefix")?,
            given: texts(at, "given")?,
            family: of_exercise.map_or(Ok(None), At::text)?.map(Private::new),
            suffix: first_text(at, "suffix")?,
            plain: None,
        };
        if name == Self::default() {
            name.plain = at.text()?.map(Private::new);
        }
        Ok(Some(name).filter(|name| *name != Self::default()))
    }

    /// All its parts in the order in which they are said.
    pub fn one_line(&self) -> Private<String> {
        let parts =
            self.prefix.iter().chain(&self.given).chain(&self.family).chain(&self.suffix).chain(&self.plain);
        Private::new(parts.map(|part| part.reveal().as_str()).collect::<Vec<_>>().join(" "))
    }
}

/// Whether `qualifier` (a list of codes) holds that code.
pub(crate) fn has_qualifier(at: &At<'_, '_>, code: &str) -> bool {
    matches!(at.attribute("qualifier"), Ok(Some(list)) if list.split_whitespace().any(|word| word == code))
}

pub(crate) fn texts(at: At<'_, '_>, name: &'static str) -> Result<Vec<Private<String>>, CdaFault> {
    at.list(name)?
        .iter()
        .filter_map(|part| part.text().transpose())
        .map(|text| text.map(Private::new))
        .collect()
}

fn first_text(at: At<'_, '_>, name: &'static str) -> Result<Option<Private<String>>, CdaFault> {
    Ok(texts(at, name)?.into_iter().next())
}

/// A structure: an establishment, a practice, a laboratory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Its identifiers, those of unknown systems included.
    pub ids: Vec<Identifier>,
    /// Its name.
    pub name: Option<Private<String>>,
    /// Its kind, as private practice or public hospital (practice setting), where the header says it.
    pub setting: Option<Code>,
}

impl Organisation {
    pub(crate) fn read(at: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let found = Self {
            ids: Identifier::read_all(at)?,
            name: first_text(at, "name")?,
            setting: Code::read_child(at, "standardIndustryClassCode")?,
        };
        Ok(Some(found).filter(|found| *found != Self::default()))
    }

    pub(crate) fn read_child(at: At<'_, '_>, name: &'static str) -> Result<Option<Self>, CdaFault> {
        at.child(name)?.map_or(Ok(None), Self::read)
    }

    /// The national identifier of the structure (system 1.2.250.1.71.4.2.2), its first digit included.
    pub fn national_id(&self) -> Option<&str> {
        self.ids.iter().find_map(|id| id.under(STRUCTURES))
    }

    /// Its FINESS number, when the national identifier is one (`1` before it) and its key holds.
    pub fn finess(&self) -> Option<Finess> {
        self.national_id()?.strip_prefix('1')?.parse().ok()
    }
}

/// Reads the `value` of a time element.
pub(crate) fn moment(at: At<'_, '_>) -> Result<Option<Moment>, CdaFault> {
    match at.attribute("value")? {
        None => Ok(None),
        Some(text) => Moment::parse(text, at.limits().zone).map(Some).ok_or_else(|| CdaFault::Value {
            path: at.path_of_attribute("value"),
            expected: "a time as `YYYYMMDDHHMMSS+ZZZZ`, cut after any part",
        }),
    }
}

/// Reads the `value` of the only time element of that name.
pub(crate) fn moment_child(at: At<'_, '_>, name: &'static str) -> Result<Option<Moment>, CdaFault> {
    at.child(name)?.map_or(Ok(None), moment)
}
