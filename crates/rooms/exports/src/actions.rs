use consent::{Act, Action};

/// Asking for an export.
pub struct AskExport;

impl Action for AskExport {
    const NAME: &'static str = "exports.ask";
    const ACT: Act = Act::Export;
}

/// Listing one's exports.
pub struct ListExports;

impl Action for ListExports {
    const NAME: &'static str = "exports.list";
    const ACT: Act = Act::Leave;
}

/// Looking how far an export has come.
pub struct ReadExport;

impl Action for ReadExport {
    const NAME: &'static str = "exports.read";
    const ACT: Act = Act::Leave;
}

/// Taking the archive of an export out.
pub struct TakeOutExport;

impl Action for TakeOutExport {
    const NAME: &'static str = "exports.take-out";
    const ACT: Act = Act::Export;
}

/// Removing an export, whatever became of it.
pub struct RemoveExport;

impl Action for RemoveExport {
    const NAME: &'static str = "exports.remove";
    const ACT: Act = Act::Leave;
}

/// Ending an export that cannot or may not go on.
pub struct EndExport;

impl Action for EndExport {
    const NAME: &'static str = "exports.end";
    const ACT: Act = Act::Maintain;
}
