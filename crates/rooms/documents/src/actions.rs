use consent::{Act, Action};

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

/// Depositing a document.
pub struct DepositDocument;

impl Action for DepositDocument {
    const NAME: &'static str = "documents.deposit";
    const ACT: Act = Act::Deposit;
}
