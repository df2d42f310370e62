use consent::{Act, Action};

/// Listing the folders of a record.
pub struct ListFolders;

impl Action for ListFolders {
    const NAME: &'static str = "folders.list";
    const ACT: Act = Act::Curate;
}

/// Making a folder.
pub struct MakeFolder;

impl Action for MakeFolder {
    const NAME: &'static str = "folders.make";
    const ACT: Act = Act::Curate;
}

/// Giving a folder another name.
pub struct RenameFolder;

impl Action for RenameFolder {
    const NAME: &'static str = "folders.rename";
    const ACT: Act = Act::Curate;
}

/// Removing a folder, and no document in it.
pub struct RemoveFolder;

impl Action for RemoveFolder {
    const NAME: &'static str = "folders.remove";
    const ACT: Act = Act::Curate;
}

/// Putting a document into a folder, or into none.
pub struct FileDocument;

impl Action for FileDocument {
    const NAME: &'static str = "documents.file";
    const ACT: Act = Act::Curate;
}

/// Pinning a document, or letting it go.
pub struct PinDocument;

impl Action for PinDocument {
    const NAME: &'static str = "documents.pin";
    const ACT: Act = Act::Curate;
}
