use consent::Ask;
use database::Tx;
use kernel::{Actor, Private, SpaceId};

use super::{Documents, Page, PageRequest};
use crate::{Error, SearchDocuments, cda, model::Document, store::Selection};

/// What is searched for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Filters on codes and dates.
    pub selection: Selection,
    /// Words that the title must contain, case and accents aside.
    pub words: Option<Private<String>>,
    /// A part of the name of an author.
    pub author: Option<Private<String>>,
}

impl Documents {
    /// Searches the documents that the caller may see. Words are found by opening, in memory and bounded, the titles
    /// that the permit shows: there is no index of patients' words.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn search(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        search: &Search,
        wanted: PageRequest,
    ) -> Result<Page, Error> {
        for (pointer, said) in [("/words", &search.words), ("/author", &search.author)] {
            if said.as_ref().is_some_and(|said| cda::fold::joined(said.reveal()).is_empty()) {
                let expected = "at least one letter or digit".to_owned();
                return Err(Error::Metadata { pointer, found: None, expected });
            }
        }
        let permit = self.consent.check::<SearchDocuments>(tx, actor, space, ask)?;
        if search.selection.by_mark() && !permit.acts_for_holder() {
            return Err(Error::Metadata {
                pointer: if search.selection.folder.is_some() { "/folder" } else { "/pinned" },
                found: None,
                expected: "no such filter: folders and pins are kept for the holder's side".to_owned(),
            });
        }
        let words = Wanted::from(search);
        let mut page = self.agreed(tx, &permit, |tx| {
            self.sift(tx, &permit, &search.selection, wanted, |document| words.fits(document))
        })?;
        self.mark(tx, &permit, &mut page.items)?;
        permit.name(tx, page.items.iter().map(|document| document.id.uuid()));
        Ok(page)
    }
}

/// The words in the form in which they are compared.
struct Wanted {
    title: Vec<String>,
    author: Option<String>,
}

impl From<&Search> for Wanted {
    fn from(search: &Search) -> Self {
        let title = search.words.as_ref().map_or_else(Vec::new, |words| {
            words.reveal().split_whitespace().map(cda::fold::joined).filter(|word| !word.is_empty()).collect()
        });
        Self { title, author: search.author.as_ref().map(|author| cda::fold::joined(author.reveal())) }
    }
}

impl Wanted {
    fn fits(&self, document: &Document) -> bool {
        let title = cda::fold::joined(document.words.title.reveal());
        self.title.iter().all(|word| title.contains(word))
            && self.author.as_ref().is_none_or(|wanted| {
                let names = document.words.authors.iter().map(|author| author.name.reveal());
                names
                    .chain(std::iter::once(document.words.depositor_name.reveal()))
                    .any(|name| cda::fold::joined(name).contains(wanted.as_str()))
            })
    }
}
