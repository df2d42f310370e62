//! What a provider answers, and what of it is believed: against a provider that answers whatever a test wants.

mod attempts;
mod authority;
mod certificates;
mod certified;
mod citizens;
mod clocks;
mod hostile;
mod kept;
mod logging_out;
mod organisations;
pub(crate) mod ours;
mod professionals;
mod refreshing;
mod showing;
mod unwell;
mod without_a_browser;
