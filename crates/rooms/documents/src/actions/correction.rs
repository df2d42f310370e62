use consent::{Act, Action};

/// Asking the author of a document to correct it.
pub struct AskCorrection;

impl Action for AskCorrection {
    const NAME: &'static str = "corrections.ask";
    const ACT: Act = Act::Curate;
}

/// Taking a request for correction back.
pub struct TakeBackCorrection;

impl Action for TakeBackCorrection {
    const NAME: &'static str = "corrections.take-back";
    const ACT: Act = Act::Curate;
}

/// Reading the requests for correction of a record, on the holder's side.
pub struct ListCorrections;

impl Action for ListCorrections {
    const NAME: &'static str = "corrections.list";
    const ACT: Act = Act::Curate;
}

/// Reading the requests for correction of one's own documents.
pub struct ReviewCorrections;

impl Action for ReviewCorrections {
    const NAME: &'static str = "corrections.review";
    const ACT: Act = Act::Amend;
}

/// Answering a request for correction.
pub struct AnswerCorrection;

impl Action for AnswerCorrection {
    const NAME: &'static str = "corrections.answer";
    const ACT: Act = Act::Amend;
}

/// Listing what waits for one's answer, in whatever record.
pub struct ListWaitingCorrections;

impl Action for ListWaitingCorrections {
    const NAME: &'static str = "corrections.waiting";
    const ACT: Act = Act::OwnDesk;
}
