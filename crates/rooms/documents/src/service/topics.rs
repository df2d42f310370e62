use consent::{Action, Permit};
use database::Tx;

use super::Documents;
use crate::{Error, model::Document, store};

impl Documents {
    /// Writes down to which topics a version belongs, as far as its codes say it.
    pub(super) fn tag<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        document: &Document,
    ) -> Result<(), Error> {
        let topics = self.consent.recognising(permit)?;
        let (type_code, codes) = (&document.type_code, &document.words.codes);
        let of = topics.iter().filter(|topic| topic.recognises(type_code, codes));
        let tags: Vec<_> = of.map(|topic| (document.id.uuid(), topic.tag.clone())).collect();
        Ok(store::add_tags(tx, permit, &tags)?)
    }
}
