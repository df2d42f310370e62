use std::sync::Arc;

use config::CodeSystem;
use consent::BornCode;

use crate::{
    cda::{ClinicalDocument, codes::system_of},
    header::{Header, StatedCode},
};

/// The codes that a document bears: those of the acts in its header, and those in its body.
pub(super) struct Codes {
    borne: Vec<BornCode>,
    mentioned: Vec<BornCode>,
}

impl Codes {
    /// What the headers and a body bear: the acts that the document names, all of them, and those that its depositor tells of it.
    /// In a document that sums up a whole person the body is only mentioned.
    pub(super) fn of(document: Option<&ClinicalDocument>, said: &Header, sums_up: bool) -> Self {
        let body = document.map_or(&[][..], |document| &document.codes);
        let events = document.into_iter().flat_map(|document| &document.service_events);
        let named = events.filter_map(|event| event.code.as_ref()).map(StatedCode::of);
        let act = |act: StatedCode| {
            BornCode::written(system_of(&act.system).unwrap_or(CodeSystem::Event), act.code.reveal())
        };
        let mut borne: Vec<BornCode> = named.chain(said.events.iter().cloned()).filter_map(act).collect();
        let mut mentioned = Vec::new();
        let to = if sums_up { &mut mentioned } else { &mut borne };
        to.extend_from_slice(body);
        for codes in [&mut borne, &mut mentioned] {
            codes.sort_unstable();
            codes.dedup();
        }
        Self { borne, mentioned }
    }

    pub(super) fn split(self) -> (Arc<[BornCode]>, Arc<[BornCode]>) {
        (self.borne.into(), self.mentioned.into())
    }
}
