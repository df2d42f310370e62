use std::fmt;

/// What a service key is for. Keys of two purposes have nothing in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// Tags by which patients are found without their identity being stored in clear.
    BlindIndex,
    /// The chain of the journal (HMAC), and what system chains seal.
    Journal,
    /// Signatures of checkpoints (Ed25519).
    JournalSign,
    /// Signatures of access tokens (ES256).
    Tokens,
    /// Sealed cursors of lists.
    Cursors,
    /// Tags of one-time codes.
    Codes,
    /// Sealed payloads of jobs.
    Outbox,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 7] = [
        Self::BlindIndex,
        Self::Journal,
        Self::JournalSign,
        Self::Tokens,
        Self::Cursors,
        Self::Codes,
        Self::Outbox,
    ];

    /// The name in the key store and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BlindIndex => "blind_index",
            Self::Journal => "journal",
            Self::JournalSign => "journal_sign",
            Self::Tokens => "tokens",
            Self::Cursors => "cursors",
            Self::Codes => "codes",
            Self::Outbox => "outbox",
        }
    }

    /// The purpose of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
