//! The sentences of the rules, one file each. They read facts and raw rows of reference data, and nothing else.

mod f1;
mod f2;
mod f3;
mod f4;
mod f5;
mod f6;
mod g0;
mod g1;
mod g2;
mod g3;
mod raw;
mod w0;
mod w1;
mod w12;
mod w2;
mod w3;
mod w4;
mod w5;
mod w6;
mod w7;
mod w8;
mod w9;

use config::Reference;

pub use f4::tells;

use crate::Statement;

pub(crate) fn all(reference: &Reference) -> Vec<Box<dyn Statement>> {
    vec![
        Box::new(g0::IdentityIsGoodEnough),
        Box::new(g1::TheSpaceIsOpen),
        Box::new(g2::NoForbiddenPurpose::new(reference)),
        Box::new(g3::TheBlocks),
        Box::new(w0::Feeding),
        Box::new(w1::TheHolder),
        Box::new(w2::TheRepresentative::new(reference)),
        Box::new(w3::InCharge::new(reference)),
        Box::new(w4::Carers::new(reference)),
        Box::new(w5::CareRelationship::new(reference)),
        Box::new(w6::Delegation::new(reference)),
        Box::new(w7::TemporaryAccess),
        Box::new(w8::Emergency::new(reference)),
        Box::new(w9::AfterDeath),
        Box::new(w12::SystemPurpose),
        Box::new(f1::ReleasedToThePatient),
        Box::new(f2::HiddenFromRepresentatives),
        Box::new(f3::TheMatrix::new(reference)),
        Box::new(f4::TheExceptions),
        Box::new(f5::TheMasks),
        Box::new(f6::KeptDiscreet),
    ]
}
