use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use kernel::Private;

use super::{CdaFault, tree::At};
use crate::content::{self, ContentFault, Kind};

/// Base64 with or without its padding, since both are written.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What follows the header.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// Level 1: one file or text inside (`nonXMLBody`).
    Unstructured(Attachment),
    /// Level 2 or 3: sections for people (`structuredBody`), with coded entries at level 3.
    Structured {
        /// Sections, those inside others included.
        sections: usize,
        /// Whether a section has coded entries (level 3).
        coded: bool,
        /// The files inside, in document order.
        attachments: Vec<Attachment>,
    },
}

/// A file inside a document, still encoded.
#[derive(Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The element that holds it.
    pub path: String,
    /// The media type that the document gives it: a claim, see [`Embedded::kind`].
    pub declared: Option<String>,
    /// How it is written.
    pub representation: Representation,
    compressed: bool,
    encoded: Private<String>,
}

/// How an attachment is written into its element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Representation {
    /// In base64.
    Base64,
    /// As text.
    Text,
}

/// A file taken out of a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The media type that the document gives it.
    pub declared: Option<String>,
    /// What the bytes are, where it is a kind that is taken.
    pub kind: Option<Kind>,
    /// The bytes.
    pub bytes: Private<Vec<u8>>,
}

impl Embedded {
    /// Whether the bytes are what the document says (a PNG called JPEG is common).
    pub fn is_as_declared(&self) -> bool {
        match (&self.declared, self.kind) {
            (Some(declared), Some(kind)) => kind.is_named_by(declared),
            _ => false,
        }
    }
}

impl Attachment {
    /// Decodes it.
    ///
    /// # Errors
    /// [`CdaFault::Value`] when it is not base64, or compressed (which is not taken).
    pub fn embedded(&self) -> Result<Embedded, CdaFault> {
        if self.compressed {
            return Err(self.fault("a file that is not compressed (no attribute `compression`)"));
        }
        let bytes = match self.representation {
            Representation::Text => self.encoded.reveal().clone().into_bytes(),
            Representation::Base64 => {
                BASE64.decode(self.encoded.reveal()).map_err(|_| self.fault("base64 (RFC 4648)"))?
            }
        };
        let kind = match content::sniff(&bytes, None) {
            Ok(found) => Some(found.kind),
            Err(ContentFault::Damaged { expected }) => return Err(self.fault(expected)),
            Err(_) => None,
        };
        Ok(Embedded { declared: self.declared.clone(), kind, bytes: Private::new(bytes) })
    }

    fn fault(&self, expected: &'static str) -> CdaFault {
        CdaFault::Value { path: self.path.clone(), expected }
    }

    fn read(at: At<'_, '_>, representation: Representation) -> Result<Self, CdaFault> {
        let encoded: String = match representation {
            Representation::Base64 => at
                .own_text()
                .flat_map(str::chars)
                .filter(|character| !character.is_ascii_whitespace())
                .collect(),
            Representation::Text => at.own_text().collect(),
        };
        Ok(Self {
            path: at.path(),
            declared: at.attribute("mediaType")?.map(str::to_owned),
            representation,
            compressed: at.attribute("compression")?.is_some(),
            encoded: Private::new(encoded),
        })
    }
}

impl Body {
    /// The files inside: the whole body at level 1, those of its entries at level 3.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Unstructured(attachment) => std::slice::from_ref(attachment),
            Self::Structured { attachments, .. } => attachments,
        }
    }

    /// The level of structure, 1 to 3.
    pub fn level(&self) -> u8 {
        match self {
            Self::Unstructured(_) => 1,
            Self::Structured { coded: false, .. } => 2,
            Self::Structured { coded: true, .. } => 3,
        }
    }

    pub(crate) fn read(document: At<'_, '_>) -> Result<Self, CdaFault> {
        let expected = "a body, `nonXMLBody` or `structuredBody`";
        let component =
            document.child("component")?.ok_or_else(|| document.missing("component", expected))?;
        match (component.child("nonXMLBody")?, component.child("structuredBody")?) {
            (Some(body), None) => Self::unstructured(body),
            (None, Some(body)) => Self::structured(body),
            (Some(_), Some(_)) => Err(CdaFault::Value { path: component.path(), expected }),
            (None, None) => Err(component.missing("nonXMLBody", expected)),
        }
    }

    fn unstructured(body: At<'_, '_>) -> Result<Self, CdaFault> {
        let inside = "the content itself; a reference to a place outside is not followed";
        let text = body.child("text")?.ok_or_else(|| body.missing("text", inside))?;
        let representation = representation(text)?;
        let attachment = Attachment::read(text, representation)?;
        if attachment.encoded.reveal().trim().is_empty() {
            return Err(CdaFault::Missing { path: text.path(), expected: inside });
        }
        Ok(Self::Unstructured(attachment))
    }

    fn structured(body: At<'_, '_>) -> Result<Self, CdaFault> {
        let (mut sections, mut coded, mut attachments) = (0, false, Vec::new());
        for at in body.descendants() {
            match at.name() {
                "section" => sections += 1,
                "entry" => coded = true,
                "value" | "text" if representation(at)? == Representation::Base64 => {
                    let attachment = Attachment::read(at, Representation::Base64)?;
                    if !attachment.encoded.reveal().is_empty() {
                        attachments.push(attachment);
                    }
                }
                _ => {}
            }
            if attachments.len() > at.limits().items {
                return Err(CdaFault::TooMany { path: at.path(), limit: at.limits().items });
            }
        }
        Ok(Self::Structured { sections, coded, attachments })
    }
}

fn representation(at: At<'_, '_>) -> Result<Representation, CdaFault> {
    match at.attribute("representation")? {
        Some("B64") => Ok(Representation::Base64),
        _ => Ok(Representation::Text),
    }
}
