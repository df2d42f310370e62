mod facts;
mod provisions;
mod spaces;

pub(crate) use facts::load;
pub(crate) use provisions::{insert_provision, end_running};
pub(crate) use spaces::insert_space;
