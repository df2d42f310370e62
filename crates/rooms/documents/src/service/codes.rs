use std::sync::Arc;

use config::CodeSystem;
use consent::BornCode;

use crate::{
    cda::codes::system_of,
    header::{Header, StatedCode},
};

/// The codes that a document bears: those of the acts in its header, and those in its body.
pub(super) struct Codes {
    borne: Vec<BornCode>,
    mentioned: Vec<BornCode>,
}

impl Codes {
    /// What a header and a body bear. In a document that sums up a whole person the body is only mentioned.
    pub(super) fn of(header: &Header, body: &[BornCode], sums_up: bool) -> Self {
        let act = |act: &StatedCode| {
            BornCode::written(system_of(&act.system).unwrap_or(CodeSystem::Event), act.code.reveal())
        };
        let mut borne: Vec<BornCode> = header.events.iter().filter_map(act).collect();
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
