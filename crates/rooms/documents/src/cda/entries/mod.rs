//! What the coded entries of a level 3 document say, in types: results, medicines, vaccines.
//!
//! [`entries`] is pure and keeps nothing. What it gives is what the document claims, never more: an entry with
//! `negationInd` is [`Standing::Denied`], one that was called off is [`Standing::Cancelled`], one that is only meant is
//! [`Standing::Intended`], and whoever shows or counts entries looks at that first. A `nullFlavor` means absent. An entry
//! that cannot be read is left out and counted, so that a document is never refused for it and nothing is guessed.
//!
//! Which template makes which entry: IHE PCC and IHE PaLM, and the entry templates of the CI-SIS (`1.2.250.1.213.1.1.3`).

mod medicine;
mod product;
mod quantity;
mod result;
mod schedule;
mod standing;
mod text;
mod vaccine;
mod walk;

pub use medicine::{Dosage, Medicine, MedicineUse};
pub use product::Product;
pub use quantity::{Amount, Number, Quantity, Value};
pub use result::{ClinicalResult, ReferenceRange, ResultKind};
pub use schedule::{Frequency, Schedule};
pub use standing::Standing;
pub use vaccine::{Performer, Vaccine};
pub use walk::{Entries, entries};
