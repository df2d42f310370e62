use std::io;

use thiserror::Error;

/// What kind of fault kept a mail from leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It may leave later.
    Temporary,
    /// It will never leave.
    Permanent,
    /// The server knows nobody at this address.
    AddressRefused,
}

/// Why a mail did not leave. Fixed words and codes: a server's own text may repeat the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// No server answers, or it stopped answering.
    #[error("the mail server does not answer, or broke off")]
    Silent,
    /// The server offers no `STARTTLS`.
    #[error("the mail server does not offer STARTTLS; nothing was sent")]
    ClearText,
    /// The encryption could not be begun: its certificate does not hold, or it speaks no TLS.
    #[error(
        "no trusted TLS connection to the mail server: look at its certificate, its name and `mail.authorities_file`"
    )]
    Untrusted,
    /// The server does not let us in.
    #[error("the mail server does not take the user and the password (code {0})")]
    LogIn(u16),
    /// The server puts it off.
    #[error("the mail server put the mail off (code {0})")]
    Deferred(u16),
    /// The server refuses the mail for good.
    #[error("the mail server refuses the mail (code {0})")]
    Refused(u16),
    /// The server refuses the address for good.
    #[error("the mail server refuses the address (code {0})")]
    AddressRefused(u16),
    /// The mail could not be put together.
    #[error("the mail could not be put together")]
    Broken,
    /// The folder of the sandbox.
    #[error("the folder of mails cannot be written: {0}")]
    Folder(io::ErrorKind),
    /// The settings give something that cannot be used.
    #[error("{0}")]
    Setting(&'static str),
}

impl Error {
    /// What can be done about it. A server that is not set up right gets no mail now, and may be mended.
    pub fn kind(self) -> FaultKind {
        match self {
            Self::Silent
            | Self::ClearText
            | Self::Untrusted
            | Self::LogIn(_)
            | Self::Deferred(_)
            | Self::Folder(_)
            | Self::Setting(_) => FaultKind::Temporary,
            Self::Refused(_) | Self::Broken => FaultKind::Permanent,
            Self::AddressRefused(_) => FaultKind::AddressRefused,
        }
    }

    /// A fixed word for lists and metrics.
    pub fn word(self) -> &'static str {
        match self {
            Self::Silent => "mail-silent",
            Self::ClearText => "mail-clear-text",
            Self::Untrusted => "mail-untrusted",
            Self::LogIn(_) => "mail-log-in",
            Self::Deferred(_) => "mail-deferred",
            Self::Refused(_) => "mail-refused",
            Self::AddressRefused(_) => "mail-address-refused",
            Self::Broken => "mail-broken",
            Self::Folder(_) => "mail-folder",
            Self::Setting(_) => "mail-setting",
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Folder(error.kind())
    }
}
