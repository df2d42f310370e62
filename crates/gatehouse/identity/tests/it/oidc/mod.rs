//! What a provider answers, and what of it is believed: against a provider that answers whatever a test wants.

mod attempts;
mod citizens;
mod hostile;
mod organisations;
pub(crate) mod ours;
mod professionals;
mod unwell;
