use consent::{Action, Permit, Topic, Topics, service::Foresee};
use database::Tx;
use kernel::DocumentId;
use uuid::Uuid;

use super::Documents;
use crate::{Error, cda::codes::MOST, content::Kind, model::Document, store};

/// How many documents one statement brings.
const BATCH: i64 = 1_000;
/// The most documents that are listed to be looked at by hand.
const MOST_TO_CHECK: usize = 500;

/// A document to look at by hand, because a machine cannot say whether it belongs to a topic.
#[derive(Debug, Clone)]
pub struct ToCheck {
    /// The document.
    pub document: Document,
    /// Why.
    pub why: WhyToCheck,
}

/// Why a document has to be looked at by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyToCheck {
    /// It sums up the whole person, and mentions the topic.
    Mentions,
    /// Nothing in it is coded, as in a scan, a photo or a text; or more than is kept.
    NotCoded,
}

impl Documents {
    /// Writes down to which topics a version belongs, as far as its codes say it. Until the transaction ends nobody names another
    /// topic, whose documents would be worked out without this one.
    pub(super) fn tag<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        document: &Document,
    ) -> Result<(), Error> {
        permit.hold_beside(tx)?;
        let topics = self.consent.recognising(permit)?;
        Ok(store::add_tags(tx, permit, &tags(document, &topics))?)
    }

    /// Writes down anew which documents belong to these topics. It shows nothing.
    ///
    /// # Errors
    /// The database's; [`Error::Broken`] for a row that does not open.
    pub fn retag<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        topics: &Topics,
    ) -> Result<(), Error> {
        let gone: Vec<Vec<u8>> = topics.iter().map(|topic| topic.tag.clone()).collect();
        if gone.is_empty() {
            return Ok(());
        }
        store::remove_tags(tx, permit, &gone)?;
        let keys = self.vault.space(permit.space())?;
        let mut after = Uuid::nil();
        loop {
            let rows = store::rows_after(tx, permit, after, BATCH)?;
            let last_batch = i64::try_from(rows.len()).unwrap_or(i64::MAX) < BATCH;
            let mut found = Vec::new();
            for row in rows {
                after = row.id;
                found.extend(tags(&row.open(&keys)?, topics));
            }
            store::add_tags(tx, permit, &found)?;
            if last_batch {
                return Ok(());
            }
        }
    }

    /// Documents that a topic does not hide and that its holder should look at by hand, newest first, at most 500.
    ///
    /// # Errors
    /// The database's.
    pub fn to_check<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, Foresee>,
        topic: &Topic,
    ) -> Result<Vec<ToCheck>, Error> {
        self.agreed(tx, permit, |tx| self.look_for_doubt(tx, permit, topic))
    }

    fn look_for_doubt(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, Foresee>,
        topic: &Topic,
    ) -> Result<Vec<ToCheck>, Error> {
        let keys = self.vault.space(permit.space())?;
        let mut found = Vec::new();
        let mut before = None;
        loop {
            let rows = store::list(tx, permit, &store::Selection::default(), before, BATCH)?;
            let last_batch = i64::try_from(rows.len()).unwrap_or(i64::MAX) < BATCH;
            for row in rows {
                before = Some(row.id);
                let document = row.open(&keys)?;
                permit.confirm(&document.thing())?;
                let Some(why) = why_to_check(&document, topic) else { continue };
                found.push(ToCheck { document, why });
                if found.len() == MOST_TO_CHECK {
                    return Ok(found);
                }
            }
            if last_batch {
                return Ok(found);
            }
        }
    }

    /// The series of documents that the permit shows, of those named; what is hidden or absent is left out.
    ///
    /// # Errors
    /// The database's.
    pub fn series_of<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[DocumentId],
    ) -> Result<Vec<(DocumentId, Uuid)>, Error> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let found = store::series_of(tx, permit, &ids)?;
        Ok(found.into_iter().map(|(id, series)| (DocumentId::from(id), series)).collect())
    }
}

/// Which topics recognise a document: pairs of its id and a tag.
fn tags(document: &Document, topics: &Topics) -> Vec<(Uuid, Vec<u8>)> {
    let (type_code, codes) = (&document.type_code, &document.words.codes);
    let of = topics.iter().filter(|topic| topic.recognises(type_code, codes));
    of.map(|topic| (document.id.uuid(), topic.tag.clone())).collect()
}

fn why_to_check(document: &Document, topic: &Topic) -> Option<WhyToCheck> {
    let thing = document.thing();
    let decided_by_hand = topic.also.contains(&thing.series) || topic.except.contains(&thing.series);
    if decided_by_hand || topic.holds(&thing) {
        return None;
    }
    let words = &document.words;
    if words.mentions.iter().any(|code| topic.codes.covers(code)) {
        return Some(WhyToCheck::Mentions);
    }
    let coded = words.codes.len() + words.mentions.len();
    // What is read of a scan, a photo or a text is what its depositor tells of it.
    let is_read = document.media_type == Kind::Cda.media_type();
    (!is_read || coded == 0 || coded >= MOST).then_some(WhyToCheck::NotCoded)
}
