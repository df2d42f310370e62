use kernel::{EventId, Language};
use serde::{Deserialize, Serialize};

use crate::{Address, Letter};

/// One letter to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What is told of, one id for each mail: the mail is written once for it, and bears it in its `Message-ID`.
    pub event: EventId,
    /// To whom.
    pub to: Address,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub letter: Letter,
}
