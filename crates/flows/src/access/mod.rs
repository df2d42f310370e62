//! Who gets into a record and what they see: what the consent engine says, with the documents it is about and the names of
//! those it names.

mod audience;
mod by_hand;
mod care_team;
mod carers;
mod delegations;
mod named;
mod preferences;
mod preview;
mod redeem;
mod representatives;
mod temporary;
mod viewers;

pub(crate) use audience::audience_under;
pub use audience::{Audience, How, Potential, Seen, audience};
pub(crate) use by_hand::naming_hidden;
pub(crate) use care_team::care_team_under;
pub use care_team::{care_team, invite, move_end, name_administrator};
pub use carers::{
    CaredFor, Reminded, accept_invitation, care_of, cared_for, enterable_as_carer, invite_carer,
    invite_carer_once, relinquish, remind_of_carers, resign_as_carer,
};
pub use delegations::{Delegate, delegate, delegations, own_grants};
pub use named::{AboutWhat, MeantException, Who, block, blocks, except, exceptions};
pub(crate) use named::{blocks_under, exceptions_under};
pub(crate) use preferences::foresee_under;
pub use preferences::{Consequences, change_preferences, foresee, series_of};
pub use preview::{Eyes, EyesOf, Unsaid, preview};
pub(crate) use preview::{eyes_of, preview_under};
pub use redeem::{AdmittedGuest, GuestWords, on_one_line, redeem, redeem_as_guest, try_code};
pub use representatives::{
    Representatives, accept_representation, enterable_as_representative, representatives,
    suspend_representative,
};
pub use temporary::{
    GivenAccess, MeantAccess, MeantScope, give, make_code, make_code_once, temporary_accesses,
};
pub use viewers::{Names, is_acting};
