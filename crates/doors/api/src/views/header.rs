use config::{PlaceCode, Reference};
use documents::{Document, Header, StatedCode};
use kernel::Private;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Coded, StatedCodeView, document::AuthorView};

/// What a document says of itself beyond its type, title and dates. Of a CDA it is what its header claims. Who shall not
/// see it is no part of this.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentHeader)]
pub(crate) struct HeaderView {
    /// The producer's identifier of this version (XDS uniqueId).
    #[schema(value_type = String, example = "1.2.250.1.999.1.2.3^42")]
    unique_id: Private<String>,
    /// The producer's identifier of the set of versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    set_id: Option<Private<String>>,
    /// The producer's number of the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 1)]
    version: Option<u32>,
    /// Who answers for it in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    legal_authenticator: Option<AuthorView>,
    /// In what kind of structure the act was done (value set JDV_J02).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    facility: Option<Coded>,
    /// In which setting the act was done (value set JDV_J04).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    practice_setting: Option<Coded>,
    /// The acts it documents, the main one first.
    events: Vec<StatedCodeView>,
    /// SHA-256 of the content, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    sha256: String,
}

impl HeaderView {
    pub(crate) fn new(document: &Document, reference: &Reference) -> Self {
        let words = &document.words;
        let Header { legal_authenticator, facility, practice_setting, events, version, .. } =
            words.header.clone();
        let place = |stated: StatedCode, known: Option<&PlaceCode>| coded(&stated, known);
        Self {
            unique_id: words.unique_id.clone(),
            set_id: words.set_id.clone(),
            version,
            legal_authenticator: legal_authenticator.map(AuthorView::from),
            facility: facility.map(|stated| {
                let known = reference.facility(stated.code.reveal(), &stated.system);
                place(stated, known)
            }),
            practice_setting: practice_setting.map(|stated| {
                let known = reference.practice_setting(stated.code.reveal(), &stated.system);
                place(stated, known)
            }),
            events: events.into_iter().map(StatedCodeView::from).collect(),
            sha256: words.sha256.clone(),
        }
    }
}

/// With our labels where the value set has the code, else with the author's.
fn coded(stated: &StatedCode, known: Option<&PlaceCode>) -> Coded {
    let code = stated.code.reveal();
    let own = stated.label.as_ref().map_or(code, |label| label.reveal());
    let coded = match known {
        Some(known) => Coded::new(code, &known.label_fr, &known.label_en),
        None => Coded::new(code, own, own),
    };
    if stated.system.is_empty() { coded } else { coded.of_system(&stated.system) }
}
