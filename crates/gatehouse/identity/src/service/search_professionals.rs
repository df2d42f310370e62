use database::ReadTx;
use kernel::{PersonId, Private, Rpps};
use thiserror::Error as ThisError;

use crate::{Error, Identity, normalise, store};

/// Most people whom one search finds.
pub const MOST_FOUND: usize = 20;
/// Letters of a family name that are enough alone.
const ENOUGH: usize = 3;
/// Longest word of a search, in characters.
const LONGEST: usize = 200;

/// By what a professional is looked for.
#[derive(Debug, Clone)]
pub enum ProfessionalSearch {
    /// By the number in the national directory.
    Rpps(Rpps),
    /// By name.
    Named(Box<NamedSearch>),
}

/// Words of a search by name, folded; made by [`NamedSearch::new`].
#[derive(Debug, Clone)]
pub struct NamedSearch {
    pub(crate) family: Bounds,
    pub(crate) given: Bounds,
    pub(crate) postcode: Option<Bounds>,
    pub(crate) town: Option<Bounds>,
    pub(crate) profession: Option<String>,
}

/// From one text to before another, in the order of bytes.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    pub(crate) from: Private<String>,
    pub(crate) before: Private<String>,
}

/// What somebody fills in to find a professional.
#[derive(Debug, Clone, Default)]
pub struct NameWords {
    /// The beginning of the family name.
    pub family: Private<String>,
    /// The beginning of the given name; may be empty.
    pub given: Private<String>,
    /// A postcode, or its first two digits or more.
    pub postcode: Option<String>,
    /// The beginning of the name of a town.
    pub town: Option<Private<String>>,
    /// Profession, code of table TRE_G15.
    pub profession: Option<String>,
}

/// Why nobody can be looked for by these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum SearchFault {
    /// Too little of the family name.
    #[error("at least three letters of the family name; a shorter one whole, with a given name")]
    Family,
    /// The given name is no name.
    #[error("a given name has at most 200 characters")]
    Given,
    /// The postcode is none.
    #[error("a postcode is two to five digits")]
    Postcode,
    /// The town is none.
    #[error("a town has at least one letter and at most 200 characters")]
    Town,
    /// The profession is no code.
    #[error("a profession is a code of one to eight letters and digits")]
    Profession,
}

impl NamedSearch {
    /// Makes the words comparable.
    ///
    /// # Errors
    /// [`SearchFault`].
    pub fn new(words: &NameWords) -> Result<Self, SearchFault> {
        let too_long = |text: &Private<String>| text.reveal().chars().count() > LONGEST;
        if too_long(&words.given) {
            return Err(SearchFault::Given);
        }
        let (family, given) = (normalise(words.family.reveal()), normalise(words.given.reveal()));
        let letters = family.reveal().chars().count();
        let enough = letters >= ENOUGH || (letters > 0 && !given.reveal().is_empty());
        if !enough || too_long(&words.family) {
            return Err(SearchFault::Family);
        }
        let family = if letters >= ENOUGH { Bounds::beginning(family) } else { Bounds::whole(family) };
        let postcode = words.postcode.as_deref().map(|text| {
            let fits = (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| Bounds::beginning(text.into())).ok_or(SearchFault::Postcode)
        });
        let town = words.town.as_ref().map(|town| {
            let folded = normalise(town.reveal());
            let fits = !folded.reveal().is_empty() && !too_long(town);
            fits.then(|| Bounds::beginning(folded)).ok_or(SearchFault::Town)
        });
        let profession = words.profession.clone().map(|code| {
            let fits = (1..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
            fits.then_some(code).ok_or(SearchFault::Profession)
        });
        Ok(Self {
            family,
            given: Bounds::beginning(given),
            postcode: postcode.transpose()?,
            town: town.transpose()?,
            profession: profession.transpose()?,
        })
    }
}

impl Bounds {
    /// Everything that begins so.
    fn beginning(from: Private<String>) -> Self {
        let before = Private::new(format!("{}{}", from.reveal(), char::MAX));
        Self { from, before }
    }

    /// That very text.
    fn whole(from: Private<String>) -> Self {
        let before = Private::new(format!("{}\u{1}", from.reveal()));
        Self { from, before }
    }
}

/// A professional as people find them. Nothing is said of the standing: a block is for whoever may practise some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundProfessional {
    /// The person, as rights name them.
    pub person: PersonId,
    /// Number in the national directory.
    pub rpps: Rpps,
    /// Name of practice.
    pub name: Private<String>,
    /// Profession, code of table TRE_G15 or of another table of professions.
    pub profession: String,
    /// Where the person practises now.
    pub places: Vec<FoundPlace>,
}

/// Where somebody practises, as far as it is public: never a street.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPlace {
    /// What the structure is called.
    pub name: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Its town.
    pub town: Option<String>,
    /// The profession that is practised there, where it is another than the one that the person is known by.
    pub profession: Option<String>,
    /// Speciality or other know-how, as a code, where there is one.
    pub know_how: Option<String>,
}

impl Identity {
    /// Finds professionals in the directory, in the order of their names, [`MOST_FOUND`] at most: what the national
    /// directory publishes of them, for whoever is logged in.
    ///
    /// # Errors
    /// The database's.
    pub fn search_professionals(
        &self,
        rtx: &mut ReadTx<'_>,
        search: &ProfessionalSearch,
    ) -> Result<Vec<FoundProfessional>, Error> {
        let people = match search {
            ProfessionalSearch::Rpps(rpps) => {
                let known = store::professional_by_rpps(rtx.conn(), rpps)?;
                known.into_iter().map(|known| known.person).collect()
            }
            ProfessionalSearch::Named(named) => store::people_named(rtx.conn(), named, MOST_FOUND)?,
        };
        Ok(store::found(rtx.conn(), &people)?)
    }
}
