mod correction;
mod order;

use consent::{Act, Action};

pub use self::{
    correction::{
        AnswerCorrection, AskCorrection, ListCorrections, ListWaitingCorrections, ReviewCorrections,
        TakeBackCorrection,
    },
    order::{FileDocument, ListFolders, MakeFolder, PinDocument, RemoveFolder, RenameFolder},
};

/// Listing documents, newest first.
pub struct ListDocuments;

impl Action for ListDocuments {
    const NAME: &'static str = "documents.list";
    const ACT: Act = Act::Consult;
}

/// Searching documents by type, date, author or words of the title.
pub struct SearchDocuments;

impl Action for SearchDocuments {
    const NAME: &'static str = "documents.search";
    const ACT: Act = Act::Consult;
}

/// Reading what is known of one document.
pub struct ReadDocument;

impl Action for ReadDocument {
    const NAME: &'static str = "documents.read";
    const ACT: Act = Act::Consult;
}

/// Reading the content of one document.
pub struct ReadContent;

impl Action for ReadContent {
    const NAME: &'static str = "documents.content";
    const ACT: Act = Act::Consult;
}

/// Reading the content of one document in the form made for people.
pub struct ReadReadable;

impl Action for ReadReadable {
    const NAME: &'static str = "documents.readable";
    const ACT: Act = Act::Consult;
}

/// Reading the content of one document among several that are packed together.
pub struct ReadPacked;

impl Action for ReadPacked {
    const NAME: &'static str = "documents.zip";
    const ACT: Act = Act::Consult;
}

/// Taking documents with their contents into an export.
pub struct ExportDocuments;

impl Action for ExportDocuments {
    const NAME: &'static str = "documents.export";
    const ACT: Act = Act::Leave;
}

/// Reading the coded entries of one document.
pub struct ReadEntries;

impl Action for ReadEntries {
    const NAME: &'static str = "documents.entries";
    const ACT: Act = Act::Consult;
}

/// Depositing a document.
pub struct DepositDocument;

impl Action for DepositDocument {
    const NAME: &'static str = "documents.deposit";
    const ACT: Act = Act::Deposit;
}

/// Listing the versions of a document.
pub struct ListVersions;

impl Action for ListVersions {
    const NAME: &'static str = "documents.versions";
    const ACT: Act = Act::Consult;
}

/// Replacing a document by a new version.
pub struct ReplaceDocument;

impl Action for ReplaceDocument {
    const NAME: &'static str = "documents.replace";
    const ACT: Act = Act::Amend;
}

/// Withdrawing a document with all its versions.
pub struct WithdrawDocument;

impl Action for WithdrawDocument {
    const NAME: &'static str = "documents.withdraw";
    const ACT: Act = Act::Amend;
}

/// Putting a document aside, or taking it back among the current ones.
pub struct ArchiveDocument;

impl Action for ArchiveDocument {
    const NAME: &'static str = "documents.archive";
    const ACT: Act = Act::Amend;
}

/// Giving a document another title.
pub struct EntitleDocument;

impl Action for EntitleDocument {
    const NAME: &'static str = "documents.entitle";
    const ACT: Act = Act::Amend;
}

/// Moving a document that was filed in the wrong record to the right one.
pub struct MoveDocument;

impl Action for MoveDocument {
    const NAME: &'static str = "documents.move";
    const ACT: Act = Act::Amend;
}

/// Masking documents from professionals.
pub struct HideDocument;

impl Action for HideDocument {
    const NAME: &'static str = "documents.hide";
    const ACT: Act = Act::Hide;
}

/// Hiding a document from whoever represents the holder.
pub struct HideFromRepresentatives;

impl Action for HideFromRepresentatives {
    const NAME: &'static str = "documents.hide-from-representatives";
    const ACT: Act = Act::Hide;
}

/// Showing it to them again.
pub struct ShowToRepresentatives;

impl Action for ShowToRepresentatives {
    const NAME: &'static str = "documents.show-to-representatives";
    const ACT: Act = Act::Loosen;
}

/// Taking the mask off documents.
pub struct ShowDocument;

impl Action for ShowDocument {
    const NAME: &'static str = "documents.unhide";
    const ACT: Act = Act::Loosen;
}

/// Bringing documents from one record into another, because two admins decided it.
pub struct BringOver;

impl Action for BringOver {
    const NAME: &'static str = "documents.bring-over";
    const ACT: Act = Act::ChangeLife;
}

/// Writing down that the patient refused a deposit.
pub struct RefuseDeposit;

impl Action for RefuseDeposit {
    const NAME: &'static str = "documents.refuse";
    const ACT: Act = Act::Deposit;
}

/// Looking at what is new since the last visit.
pub struct ListChanges;

impl Action for ListChanges {
    const NAME: &'static str = "documents.changes";
    const ACT: Act = Act::Consult;
}
