//! Decisions of judges about who acts for the holder of a record: one admin writes one down, another one confirms it.

mod assist;
mod confirm;
mod list;
mod propose;

pub use assist::{ConsentToAssistance, TakeBackAssistance};
pub use confirm::{BegunMeasure, ConfirmMeasure, DeclineMeasure, DropMeasure, TakeMeasure, UndecidedMeasure};
pub use list::{InCharge, ListProtection, LookAtMeasures, Measure, MeasureState, ReadMeasures};
pub use propose::{NewMeasure, ProposeMeasure, WriteMeasure};

use kernel::AdminRole;

use crate::{
    Provision,
    rules::{MEASURE, MeasureTerms},
};

/// Who writes decisions of judges down and confirms them.
const SUPPORT: [AdminRole; 1] = [AdminRole::Support];

/// A decision that waits, as a provision keeps it.
fn waiting(one: &Provision) -> Option<MeasureTerms> {
    (one.kind == MEASURE).then(|| one.terms::<MeasureTerms>()).flatten()
}
