mod facts;
mod provisions;
mod spaces;

pub(crate) use facts::{Ahead, load, load_many};
pub(crate) use provisions::{end_running, insert_provision, provision};
pub(crate) use spaces::insert_space;
