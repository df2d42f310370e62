mod facts;
mod provisions;
mod spaces;

pub(crate) use facts::{Ahead, load, load_many};
pub(crate) use provisions::{end_all_but, end_kind, end_running, insert_provision, provision};
pub(crate) use spaces::{insert_space, state_before, update_state};
