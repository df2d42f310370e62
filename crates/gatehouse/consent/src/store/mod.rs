mod facts;
mod merges;
mod provisions;
mod spaces;

pub(crate) use facts::{Ahead, Loaded, load, load_many};
pub(crate) use merges::{Stands, doubles_of, has_doubles, lock_pair, merge, merged_into, split};
pub(crate) use provisions::{
    end_all_but, end_kind, end_named, end_of_person, end_running, insert_provision, insert_provisions,
    provision, represented_by, represented_since,
};
pub(crate) use spaces::{
    Stopped, hold, insert_announced, insert_space, lock_unopposed, opposition_until, state_before, stopped,
    update_opposition, update_state, update_zone,
};
