//! What bytes are, whatever their sender calls them.
//!
//! [`sniff`] looks at the bytes and at the declared media type and takes a file only when both say the same
//! and it came whole ([`Wholeness`]); what is drawn in a picture or on a page, nobody looks at here.
//! Each kind is one row of [`Kind`]: a new one is a variant, its names and its test in `signature.rs`.
//!
//! ```
//! use documents::content::{self, ContentFault, Kind};
//!
//! let letter = "Revoir dans six mois.\n".as_bytes();
//! assert_eq!(content::sniff(letter, Some("text/plain"))?.kind, Kind::Text);
//! let lie = content::sniff(letter, Some("application/pdf"));
//! assert!(matches!(lie, Err(ContentFault::Mismatch { found: "text/plain", .. })));
//! # Ok::<(), ContentFault>(())
//! ```

mod fault;
mod kind;
mod signature;
mod sniff;
mod whole;

pub use fault::ContentFault;
pub use kind::Kind;
pub use sniff::{Content, is_clinical, sniff, sniff_beginning};
pub use whole::Wholeness;
