use chrono::{DateTime, Utc};
use config::Reference;
use flows::history::{self, Said};
use journal::{Entry, Outcome, Who};
use kernel::{Language, OrganisationId, Private, SpaceId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Coded, document::type_view, words_of_acts};

/// One line of the history: who did what, when, in which way and by which rule.
///
/// It bears no number: numbers would tell how many lines are not shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryLine {
    /// What names the line to its reader, in the same capacity, and to nobody else: to dispute it. It is another one each time.
    line: String,
    /// When.
    at: DateTime<Utc>,
    /// Who.
    who: WhoView,
    /// What.
    act: Coded,
    /// In which way; absent when no way was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    way: Option<Coded>,
    /// Whether it was done or refused.
    outcome: OutcomeCode,
    /// The rule that refused, with its reason in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refused_by: Option<Coded>,
    /// The documents concerned.
    #[schema(value_type = Vec<Uuid>)]
    documents: Vec<Uuid>,
    /// The type of a document that was not deposited because the patient refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    document_type: Option<Coded>,
    /// What was said when the record was opened in an emergency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    emergency: Option<EmergencySaid>,
    /// What it changed in what the record's consent says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    said: Vec<SaidView>,
    /// How many equal events this line stands for, when more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 3)]
    times: Option<i64>,
}

/// Something that was said of who may see what, or that ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SaidOfConsent)]
struct SaidView {
    /// What: its kind.
    #[schema(example = "block")]
    kind: String,
    /// Whether it began; else it ended.
    begins: bool,
    /// In plain words, in French.
    #[schema(value_type = String, example = "bloqué : Dr Alice Moreau")]
    text_fr: Private<String>,
    /// In plain words, in English.
    #[schema(value_type = String, example = "blocked: Dr Alice Moreau")]
    text_en: Private<String>,
}

impl From<Said> for SaidView {
    fn from(said: Said) -> Self {
        let words = |language| said.words(language).clone();
        let (text_fr, text_en) = (words(Language::French), words(Language::English));
        Self { begins: said.begins, text_fr, text_en, kind: said.kind }
    }
}

/// What somebody said who opened a record in an emergency.
#[derive(Debug, Serialize, ToSchema)]
struct EmergencySaid {
    /// Why.
    reason: Coded,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    words: Option<Private<String>>,
}

/// Who acted, as known at that time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Who)]
pub(super) struct WhoView {
    /// In which capacity.
    kind: WhoKind,
    /// Name of the person or of the establishment; absent for the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "Dr Alice Moreau")]
    pub(super) name: Option<Private<String>>,
    /// Profession of a professional.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    profession: Option<Coded>,
    /// The structure for which it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    organisation: Option<OrganisationId>,
    /// What it was called then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Cabinet médical Fictif")]
    organisation_name: Option<String>,
    /// The client software behind the call, as it was called then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Logiciel de cabinet")]
    software: Option<String>,
    /// The mediator who acted together with the citizen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    together_with: Option<Private<String>>,
    /// The holder of the record, for whom it was done: by a carer, a representative, or whoever is in charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "Camille Martin")]
    on_behalf_of: Option<Private<String>>,
    /// For what the system acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "registration")]
    purpose: Option<String>,
}

/// In which capacity somebody acted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhoKind {
    /// A citizen.
    Citizen,
    /// A professional.
    Professional,
    /// Software of an establishment.
    Establishment,
    /// Somebody without a log-in, who redeemed a code and said who they are.
    Guest,
    /// Somebody who runs the service.
    Admin,
    /// The system itself.
    System,
}

/// Whether an act was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Outcome)]
pub(super) enum OutcomeCode {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
}

impl HistoryLine {
    pub(crate) fn new(
        entry: Entry,
        said: Vec<Said>,
        line: String,
        (space, holder): (SpaceId, Option<&Private<String>>),
        reference: &Reference,
    ) -> Self {
        let on_behalf_of = holder.filter(|_| history::is_for_holder(&entry)).cloned();
        let reason = entry.detail.get("reason").and_then(serde_json::Value::as_str);
        let refused = entry.outcome == Outcome::Refused;
        let emergency = consent::service::EmergencySaid::of_line(&entry);
        let emergency = emergency.map(|said| EmergencySaid::new(said, reference));
        Self {
            line,
            at: entry.at,
            act: words_of_acts::done(&entry),
            way: entry.way.as_deref().map(words_of_acts::way),
            outcome: OutcomeCode::of(entry.outcome),
            refused_by: refused.then(|| words_of_acts::refusal(&entry.rule, reason)),
            document_type: entry.detail.get("type").and_then(|code| {
                let system = entry.detail.get("system")?.as_str()?;
                Some(type_view(reference, code.as_str()?, system))
            }),
            documents: history::documents_of(&entry, space),
            emergency,
            said: said.into_iter().map(SaidView::from).collect(),
            times: entry.times,
            who: WhoView { on_behalf_of, ..WhoView::new(entry.who, reference) },
        }
    }
}

impl EmergencySaid {
    fn new(said: consent::service::EmergencySaid, reference: &Reference) -> Self {
        let code = said.reason;
        let known = reference.emergency().reasons.iter().find(|known| known.code == code);
        let reason = known.map_or_else(
            || Coded::unlabelled(&code),
            |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
        );
        Self { reason, words: said.words }
    }
}

impl WhoView {
    pub(super) fn new(who: Who, reference: &Reference) -> Self {
        let nobody = Self {
            kind: WhoKind::System,
            name: None,
            profession: None,
            organisation: None,
            organisation_name: None,
            software: None,
            together_with: None,
            on_behalf_of: None,
            purpose: None,
        };
        match who {
            Who::Citizen { name, with, software_name: software, .. } => {
                let together_with = with.map(|helper| helper.name);
                Self { kind: WhoKind::Citizen, name: Some(name), software, together_with, ..nobody }
            }
            Who::Professional {
                name,
                profession,
                organisation,
                organisation_name,
                software_name: software,
                ..
            } => {
                let profession = reference.profession(&profession).map_or_else(
                    || Coded::unlabelled(&profession),
                    |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
                );
                Self {
                    kind: WhoKind::Professional,
                    name: Some(name),
                    profession: Some(profession),
                    organisation,
                    organisation_name,
                    software,
                    ..nobody
                }
            }
            Who::Establishment { name, organisation, software_name: software, .. } => {
                let organisation = Some(organisation);
                Self { kind: WhoKind::Establishment, name: Some(name), organisation, software, ..nobody }
            }
            Who::Guest { name, .. } => Self { kind: WhoKind::Guest, name: Some(name), ..nobody },
            Who::Admin { name, .. } => Self { kind: WhoKind::Admin, name: Some(name), ..nobody },
            Who::System { purpose } => Self { purpose: Some(purpose), ..nobody },
        }
    }
}
