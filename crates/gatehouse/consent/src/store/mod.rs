mod adopt;
mod disputes;
mod facts;
mod merges;
mod provisions;
mod seal;
mod spaces;
mod states;

pub(crate) use adopt::{lock_after, row_of, rows_of, spaces_after, take_over};
pub(crate) use disputes::{
    DisputeRow, change_dispute, dispute_waits, disputes, insert_dispute, waiting_disputes, where_disputed,
};
pub(crate) use facts::{Ahead, Loaded, load, load_each, load_many};
pub(crate) use merges::{Stands, doubles_of, has_doubles, lock_pair, merge, merged_into, split};
pub(crate) use provisions::{
    insert_provisions, move_ends, not_over, provision, represented_by, represented_since,
};
pub(crate) use seal::seal;
pub(crate) use spaces::{
    Stopped, hold, insert_announced, insert_space, lock_unopposed, opposition_until, state_before, state_of,
    stopped, update_opposition, update_state, update_zone,
};
pub(crate) use states::{digest_of, states_of, write_digests};
