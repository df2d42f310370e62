use consent::{Act, Action};

/// Leaving a notice.
pub struct TellNotice;

impl Action for TellNotice {
    const NAME: &'static str = "notices.tell";
    const ACT: Act = Act::Notify;
}

/// Listing the notices of a record.
pub struct ListNotices;

impl Action for ListNotices {
    const NAME: &'static str = "notices.list";
    const ACT: Act = Act::ReadNotices;
}

/// Marking a notice as read.
pub struct ReadNotice;

impl Action for ReadNotice {
    const NAME: &'static str = "notices.read";
    const ACT: Act = Act::ReadNotices;
}
