//! The pages of those who run the service. None of them shows a record.

pub(crate) mod audit;
pub(crate) mod home;
