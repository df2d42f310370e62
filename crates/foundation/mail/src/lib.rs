//! Mail to people: a closed list of letters in French and English, and the way they leave the house.
//!
//! A service that has something to tell writes a [`Message`] in its own transaction through a [`Post`]: the mail is
//! there exactly when the change is. A worker gives it to a [`Mailer`], which speaks SMTP under TLS (by `STARTTLS`, or
//! from the first byte) or, in the sandbox, writes a file. Clear text is not offered: a server that does not
//! encrypt, or whose certificate does not hold, gets nothing, not even the address.
//!
//! What is in a mail goes through machines of others, so a [`Letter`] says as little as it can: no name, no number, no
//! health data, a subject that is the same for everybody, no picture and no link but those it is about. Every letter
//! that tells of a change says what to do if it was not you. Values that come from elsewhere are types that cannot hold
//! the end of a line ([`Address`], [`Line`], [`Link`]), so that nothing of them becomes a header.
//!
//! A mail is sent at least once and bears the same `Message-ID`, derived from its event, at each try, so that two
//! copies are told to be one. Addresses and links are never in an error, a log line or a metric.
//!
//! ```
//! use kernel::Language;
//! use mail::{Address, Letter, Message};
//!
//! let to: Address = "camille@example.org".parse()?;
//! assert!("camille@example.org\r\nBcc: all@example.org".parse::<Address>().is_err());
//! let message = Message { event: uuid_of_the_event(), to, language: Language::French, letter: Letter::SomethingNew };
//! assert!(!format!("{message:?}").contains("camille"), "an address is not shown");
//! # fn uuid_of_the_event() -> kernel::EventId { kernel::EventId::new(&kernel::SystemClock, &kernel::SeededRng::new(1)) }
//! # Ok::<(), mail::AddressFault>(())
//! ```

mod address;
mod compose;
mod error;
mod folder;
mod letter;
mod line;
mod link;
mod mailer;
mod message;
mod post;
mod render;
mod smtp;
mod when;
mod words;

pub use address::{Address, AddressFault};
pub use error::{Error, FaultKind};
pub use letter::{Factor, Letter};
pub use line::Line;
pub use link::{Link, LinkFault};
pub use mailer::{Carrier, Mailer, Settings};
pub use message::Message;
pub use post::{KIND, Post, Posted};
pub use smtp::{LogIn, Security, SmtpSettings};
pub use when::When;
