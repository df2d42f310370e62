//! Who gets into a record and what they see: what the consent engine says, with the documents it is about and the names of
//! those it names.

mod audience;
mod care_team;
mod delegations;
mod named;
mod preferences;
mod preview;
mod redeem;
mod temporary;
mod viewers;

pub use audience::{Audience, How, Potential, Seen, audience};
pub use care_team::{care_team, invite, move_end, name_administrator};
pub use delegations::{Delegate, delegate, delegations, own_grants};
pub use named::{AboutWhat, MeantException, Who, block, blocks, except, exceptions};
pub use preferences::{Consequences, change_preferences, foresee, series_of};
pub use preview::{Eyes, preview};
pub use redeem::{AdmittedGuest, GuestWords, on_one_line, redeem, redeem_as_guest, try_code};
pub use temporary::{GivenAccess, MeantAccess, MeantScope, give, make_code, temporary_accesses};
pub use viewers::Names;
