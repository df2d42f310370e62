//! The sentences of the rules, one file each. They read facts and raw rows of reference data, and nothing else.

mod f1;
mod f3;
mod g0;
mod g1;
mod w0;
mod w1;
mod w12;
mod w2;
mod w5;

use config::Reference;

use crate::Statement;

pub(crate) fn all(reference: &Reference) -> Vec<Box<dyn Statement>> {
    vec![
        Box::new(g0::IdentityIsGoodEnough),
        Box::new(g1::TheSpaceIsOpen),
        Box::new(w0::Feeding),
        Box::new(w1::TheHolder),
        Box::new(w2::TheRepresentative),
        Box::new(w5::CareRelationship::new(reference)),
        Box::new(w12::SystemPurpose),
        Box::new(f1::ReleasedToThePatient),
        Box::new(f3::TheMatrix::new(reference)),
    ]
}
