mod adopt;
mod codes;
mod declarations;
mod disputes;
mod emergency;
mod erasure;
mod extracts;
mod facts;
mod looked_until;
mod merges;
mod projects;
mod provisions;
mod questions;
mod seal;
mod secondary_use;
mod secrets;
mod spaces;
mod states;

pub(crate) use adopt::{lock_after, row_of, rows_of, spaces_after, take_over};
pub(crate) use codes::{code_without_permit, forget_codes_without_permit, insert_code};
pub(crate) use declarations::{count_declaration, forget_declarations_without_permit};
pub(crate) use disputes::{
    DisputeRow, change_dispute, dispute_waits, disputes, insert_dispute, waiting_disputes, where_disputed,
};
pub(crate) use emergency::{
    EmergencyCounts, NewLook, emergencies_counted, hold_look, insert_look, is_suspended_without_permit,
    looks, looks_of, report_look, take_overdue_without_permit, write_outcome, write_restored,
};
pub(crate) use erasure::{
    ErasureRow, delete_erasure, due_erasures_without_permit, erasure, helps_somebody, insert_erasure,
    is_to_be_erased_without_permit, note_erasure,
};
pub(crate) use extracts::{
    NewLine, extract, extracts_of, forget_extract, forget_lines, insert_extract, insert_lines, ledger,
    lines_of, lock_extract, release,
};
pub(crate) use facts::{Ahead, Loaded, Seen, load, load_each, load_many};
pub(crate) use looked_until::{looked_until, write_looked_until};
pub(crate) use merges::{Stands, doubles_of, has_doubles, lock_pair, merge, merged_into, split};
pub(crate) use projects::{
    decide_project, end_project, insert_project, lock_project, overdue_projects, project, projects,
    projects_named, share_of,
};
pub(crate) use provisions::{
    after_death_of, cared_for_by, cared_for_since, in_charge_of, insert_provisions, move_ends, not_over,
    not_over_with, of_kinds, provision, provisions_named, provisions_of_looks, represented_by,
    represented_since, spaces_where_ends_without_permit, was_given_since,
};
pub(crate) use questions::{
    accesses_to_score_without_permit, forget_scores_without_permit, hold_question, mark_asked, questions,
    was_asked_since, write_answer, write_scores_without_permit,
};
pub(crate) use seal::{forged, seal};
pub(crate) use secondary_use::{Kept, usable_without_permit, uses_of, write_uses};
pub(crate) use secrets::{given_in_secret, secret_among};
pub(crate) use spaces::{
    Stopped, hold, hold_beside, insert_announced, insert_space, lock, lock_unopposed, opposition_until,
    state_before, state_of, stopped, update_opposition, update_state, update_zone,
};
pub(crate) use states::{Said, digest_of, say_at, states_of, write_digests};
