use chrono::{DateTime, Utc};
use consent::Language;
use flows::notices::Notice;
use kernel::NoticeId;
use serde::Serialize;
use utoipa::ToSchema;

use super::Coded;

/// One thing that somebody is told about their record or their account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub(crate) struct NoticeView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: NoticeId,
    /// What happened, with a title in both languages.
    kind: Coded,
    /// What it says, in French.
    text_fr: String,
    /// What it says, in English.
    text_en: String,
    /// Whether it asks something that is answered beside it.
    asks: bool,
    /// When it was left.
    at: DateTime<Utc>,
    /// When it was marked as read; absent as long as it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    read_at: Option<DateTime<Utc>>,
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        let (french, english) = (notice.words(Language::French), notice.words(Language::English));
        Self {
            id: notice.id,
            kind: Coded::new(notice.told.kind().as_str(), french.title, english.title),
            text_fr: french.text,
            text_en: english.text,
            asks: notice.told.asks_about().is_some(),
            at: notice.created_at,
            read_at: notice.read_at,
        }
    }
}
