//! The room of documents: what is deposited in a space, read back, and described.
//!
//! [`Documents`] is the room; its verbs are methods, one file each under `service/`. Every verb that reaches
//! personal data asks `consent` first and hands the permit to the store, which compiles what the permit shows into
//! the WHERE clause ([`consent::Condition`]): a document that may not be seen is not fetched, and is the same
//! answer as one that does not exist. Titles, names and contents are sealed under the key of the space; codes,
//! dates and sizes are in clear for the server's role.
//!
//! [`content`] says what bytes are; [`cda`] reads the header of a clinical document. Both are pure: bytes in, types
//! or a typed fault out, no database and no clock.

mod actions;
pub mod cda;
pub mod content;
mod error;
mod header;
mod model;
mod photos;
mod rows;
mod schema;
mod service;
mod store;

pub use actions::{
    AnswerCorrection, ArchiveDocument, AskCorrection, BringOver, DepositDocument, EntitleDocument,
    ExportDocuments, FileDocument, HideDocument, HideFromRepresentatives, ListChanges, ListCorrections,
    ListDocuments, ListFolders, ListVersions, ListWaitingCorrections, MakeFolder, MoveDocument, PinDocument,
    ReadContent, ReadDocument, ReadEntries, ReadPacked, ReadReadable, RefuseDeposit, RemoveFolder,
    RenameFolder, ReplaceDocument, ReviewCorrections, SearchDocuments, ShowDocument, ShowToRepresentatives,
    TakeBackCorrection, WithdrawDocument,
};
pub use error::Error;
pub use header::{GivenCode, GivenHeader, Header, StatedCode};
pub use model::{
    Confidentiality, Correction, CorrectionKind, CorrectionState, CorrectionWords, Document, Folder, Mark,
    NamedAuthor, Status, WaitingCorrection, Words,
};
pub use photos::PhotoFault;
pub use service::{
    Change, Changes, Content, CorrectionAnswer, CorrectionAsked, Deposit, Deposited, Documents, Entitling,
    Exported, Flaw, Metadata, Neighbours, Opened, OpenedRange, Opening, PAGES, Page, PageRequest, Prepared,
    Readable, Refiling, RefusedDeposit, Sealed, SealedBlob, Search, Settings, Stored, StoredBlob, Taken,
    TakenContent, TakenDocument, ToCheck, Transfer, Upload, Visibility, Visible, Visit, WhyToCheck,
};
pub use store::{NamedBlob, Selection};
