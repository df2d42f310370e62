use std::error::Error as StdError;

use chrono::{DateTime, Utc};
use lettre::{
    Message as Mail,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};

use crate::{Address, Error, Message, render, words};

/// The name that mails come from.
const NAME: &str = "Carnet";

/// Puts mails together.
pub(crate) struct Composer {
    from: Mailbox,
    domain: String,
    origin: String,
}

/// That no person wrote it: holiday notes are not answered to it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Composer {
    pub(crate) fn new(from: &Address, origin: String) -> Result<Self, Error> {
        let address = from.reveal().parse().map_err(|_| Error::Setting("`mail.from` is no address"))?;
        let domain = from.domain().to_owned();
        Ok(Self { from: Mailbox::new(Some(NAME.to_owned()), address), domain, origin })
    }

    /// The whole mail: nothing in it is drawn by lot or read from a clock, so each try sends the same bytes.
    pub(crate) fn compose(&self, message: &Message, written_at: DateTime<Utc>) -> Result<Mail, Error> {
        let Message { event, to, language, letter } = message;
        let to = to.reveal().parse().map_err(|_| Error::Broken)?;
        let words = words::of(letter, *language, &self.origin);
        let parts = MultiPart::alternative()
            .boundary(format!("carnet-{}", event.uuid().simple()))
            .singlepart(part(ContentType::TEXT_PLAIN, render::plain(&words))?)
            .singlepart(part(ContentType::TEXT_HTML, render::html(&words, *language))?);
        Mail::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(words.subject)
            .date(written_at.into())
            .message_id(Some(format!("<{event}@{}>", self.domain)))
            .header(AutoSubmitted)
            .multipart(parts)
            .map_err(|_| Error::Broken)
    }
}

fn part(kind: ContentType, text: String) -> Result<SinglePart, Error> {
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable);
    Ok(SinglePart::builder().header(kind).body(body.map_err(|_| Error::Broken)?))
}
