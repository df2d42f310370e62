//! Documents that a holder names by hand in preferences: one of them may be hidden from whoever represents the holder, so the lists are
//! the holder's own. A representative adds to them, and neither reads them nor takes anything out.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::invitations::opened_by;
use super::{Preferences, Preferred};
use crate::{
    Action, Permit, Provision,
    rules::{
        EXCEPTION, ExceptionTerms, Scope, Serves, TEMPORARY_ACCESS, TemporaryAccessTerms, TopicTerms, What,
    },
};

impl Provision {
    /// The documents, by their series, of which alone this speaks: a named exception about one, an access to some, and a code for
    /// one.
    pub fn documents_named(&self) -> Vec<Uuid> {
        let scope = match self.kind.as_str() {
            EXCEPTION => match self.terms::<ExceptionTerms>().map(|terms| terms.what) {
                Some(What::Document(series)) => return vec![series],
                _ => None,
            },
            TEMPORARY_ACCESS => self.terms::<TemporaryAccessTerms>().map(|terms| terms.scope),
            _ => match opened_by(self) {
                Some(Serves::TemporaryAccess { opens, .. }) => Some(opens),
                _ => None,
            },
        };
        match scope {
            Some(Scope::Documents(series)) => series,
            _ => Vec::new(),
        }
    }
}

impl Preferred {
    /// The same as far as whoever came in is shown it.
    pub(super) fn shown_to<A: Action>(mut self, permit: &Permit<'_, A>) -> Self {
        if !permit.sees_secrets() {
            self.preferences.opened = BTreeSet::new();
            for topic in &mut self.preferences.topics {
                (topic.also, topic.except) = (Vec::new(), Vec::new());
            }
        }
        self
    }
}

impl Preferences {
    /// What is wanted, beside what stands and is not shown to whoever wants it.
    pub(super) fn beside_unseen<A: Action>(&self, standing: &Self, permit: &Permit<'_, A>) -> Self {
        let mut all = self.clone();
        if permit.sees_secrets() {
            return all;
        }
        all.opened.extend(&standing.opened);
        for topic in &mut all.topics {
            if let Some(known) = standing.topics.iter().find(|known| known.key == topic.key) {
                keep(topic, known);
            }
        }
        all
    }
}

/// What stands by hand stays, but for what is said otherwise now.
fn keep(topic: &mut TopicTerms, known: &TopicTerms) {
    let (also, except) = (topic.also.clone(), topic.except.clone());
    topic.also = beside(&also, &known.also, &except);
    topic.except = beside(&except, &known.except, &also);
}

/// What stands, but for what is said otherwise, and then what is said anew.
fn beside(wanted: &[Uuid], standing: &[Uuid], otherwise: &[Uuid]) -> Vec<Uuid> {
    let kept = standing.iter().filter(|one| !otherwise.contains(one));
    kept.chain(wanted.iter().filter(|one| !standing.contains(one))).copied().collect()
}
