use std::collections::BTreeSet;

use actix_web::{HttpResponse, web::Data};
use config::{Category, CodeSystem, TopicCode};
use consent::{
    rules::{EmergencySwitches, MaskScope, OwnTopic, TopicTerms},
    service::{DefaultMask, Preferences, Preferred},
};
use flows::access;
use kernel::{DocumentId, OrganisationId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::{
    ETag, Fault, IfMatch, Json, Path, Problem, ProblemKind, ProblemResponses, WriteProblemResponses,
};

use super::super::{documents::place::InSpace, spaces::PresetCode};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
};

/// How a record may be reached and what hides in it: what the holder says about everybody.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Preferences)]
pub(crate) struct PreferencesBody {
    /// In one word.
    preset: PresetCode,
    /// How a care relationship starts, where it is not as the preset says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    start: Option<StartCode>,
    /// What an emergency may open.
    emergency: EmergencyBody,
    /// What is masked as it comes in, from when it is said.
    #[serde(default)]
    default_masks: Vec<DefaultMaskBody>,
    /// Topics that hide, or of which documents were named by hand.
    #[serde(default)]
    topics: Vec<TopicBody>,
    /// Documents that professionals are shown in spite of topics and default masks.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    shown: Vec<DocumentId>,
}

/// How a care relationship starts.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Start)]
pub(crate) enum StartCode {
    /// A professional declares to be in charge of the person.
    OnDeclaration,
    /// The holder approves each one.
    OnApproval,
    /// The holder gives a code.
    OnlyByCode,
}

/// What an emergency may open.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EmergencySwitches)]
pub(crate) struct EmergencyBody {
    /// Whether a professional may break the glass (`BTG`).
    break_the_glass: bool,
    /// Whether a regulation centre may look (`ETREAT`).
    regulation: bool,
    /// Whether masked documents are shown in an emergency (`MASKED`).
    masked: bool,
}

/// What is masked as it comes in: all, one shelf, or what one structure deposits.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = DefaultMask)]
pub(crate) enum DefaultMaskBody {
    /// All.
    All(bool),
    /// What stands on a shelf.
    #[schema(value_type = String, example = "BIOLOGIE")]
    Category(Category),
    /// What a structure deposits.
    #[schema(value_type = Uuid)]
    Organisation(OrganisationId),
}

/// A topic.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Topic)]
pub(crate) struct TopicBody {
    /// `mental_health`, `sexual_health`, `hiv`, `addiction`, `pregnancy`, or a name of the holder's own.
    #[schema(example = "mental_health", min_length = 1, max_length = 64)]
    topic: String,
    /// Whether it hides from professionals.
    hidden: bool,
    /// What a topic of the holder's own covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    own: Option<OwnTopicBody>,
    /// Documents that belong to it though a machine does not recognise them.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    also: Vec<DocumentId>,
    /// Documents that do not belong to it though a machine recognises them.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    except: Vec<DocumentId>,
}

/// A topic of the holder's own.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OwnTopic)]
pub(crate) struct OwnTopicBody {
    /// What the holder calls it.
    #[schema(example = "Mon opération", min_length = 1, max_length = 80)]
    name: String,
    /// The codes that it covers.
    codes: Vec<CodeBody>,
}

/// A code of a topic.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TopicCode)]
pub(crate) struct CodeBody {
    /// `atc` and `icd10` cover all codes that begin so; `cis`, `loinc`, `type` and `event` the code alone.
    #[schema(value_type = String, example = "icd10", pattern = "^(atc|cis|loinc|icd10|type|event)$")]
    system: CodeSystem,
    /// The code, or its beginning.
    #[schema(example = "F32", min_length = 1, max_length = 32)]
    code: String,
}

/// How a record may be reached and what hides in it, with the `ETag` of what is said now.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/preferences",
    operation_id = "readPreferences",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses(
        (status = 200, description = "What is said now.", body = PreferencesBody,
            headers(("ETag" = String, description = "What is said now."))),
        ProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn read(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let read = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.preferences(tx, &visit.actor, space)?))
    });
    Ok(answer(read.await?))
}

/// Says how a record may be reached and what hides in it, in the place of what was said before, if that is still what was
/// read. Relationships and accesses that run go on. What opens something that was shut asks for a second factor anew.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/preferences",
    operation_id = "changePreferences",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        ("If-Match" = String, Header, pattern = "^([*]|\"[!#-+\\--~]+\")$",
            description = "The `ETag` of what was read; `*` for whatever is said now.")
    ),
    request_body = PreferencesBody,
    responses(
        (status = 200, description = "It counts from now on.", body = PreferencesBody,
            headers(("ETag" = String, description = "What is said now."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn change(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    if_match: IfMatch,
    Json(body): Json<PreferencesBody>,
) -> Result<HttpResponse, Problem> {
    let changed = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let unchanged = |version: &str| if_match.require(&ETag::of(version)).is_ok();
        let done = house.desk.write(|tx| {
            let wanted = body.read(visit, tx, space)?;
            access::change_preferences(house, tx, actor, space, &unchanged, &wanted)
        });
        done.map_err(|error| match error {
            // Said once it is known that the caller may say something here.
            documents::Error::Consent(consent::Error::OtherVersion) if if_match == IfMatch::Absent => {
                let fault =
                    Fault::new("header:if-match", "the `ETag` of the preferences as they were read, or `*`");
                Problem::new(ProblemKind::PreconditionRequired).and_fault(fault)
            }
            error => visit.problem(&error),
        })
    });
    Ok(answer(changed.await?))
}

fn answer(preferred: Preferred) -> HttpResponse {
    let tag = ETag::of(&preferred.version);
    HttpResponse::Ok().insert_header(tag.header()).json(PreferencesBody::from(preferred.preferences))
}

impl PreferencesBody {
    /// What is meant, with the documents that are named as the record knows them.
    pub(super) fn read(
        &self,
        visit: &Visit,
        tx: &mut database::Tx<'_>,
        space: SpaceId,
    ) -> Result<Preferences, documents::Error> {
        let named: BTreeSet<DocumentId> = self
            .topics
            .iter()
            .flat_map(|topic| topic.also.iter().chain(&topic.except))
            .chain(&self.shown)
            .copied()
            .collect();
        let series = access::series_of(&visit.house, tx, &visit.actor, space, &named)?;
        let of = |ids: &[DocumentId]| -> Vec<Uuid> {
            let set: BTreeSet<Uuid> = ids.iter().filter_map(|id| series.get(id).copied()).collect();
            set.into_iter().collect()
        };
        let code = |code: &CodeBody| TopicCode { system: code.system, code: code.code.trim().to_owned() };
        let own = |own: &OwnTopicBody| OwnTopic {
            name: own.name.trim().to_owned(),
            codes: own.codes.iter().map(code).collect(),
        };
        let topic = |topic: &TopicBody| TopicTerms {
            key: topic.topic.clone(),
            hidden: topic.hidden,
            own: topic.own.as_ref().map(own),
            also: of(&topic.also),
            except: of(&topic.except),
        };
        let default_masks: Option<_> = self.default_masks.iter().map(DefaultMaskBody::read).collect();
        let default_masks = default_masks.ok_or_else(|| {
            consent::Error::Unprocessable("`all` is `true`; what is not masked is left out".to_owned())
        })?;
        Ok(Preferences {
            preset: self.preset.into(),
            start: self.start.map(Into::into),
            emergency: self.emergency.into(),
            default_masks,
            topics: self.topics.iter().map(topic).collect(),
            opened: of(&self.shown).into_iter().collect(),
        })
    }
}

impl DefaultMaskBody {
    fn read(&self) -> Option<DefaultMask> {
        match self {
            Self::All(all) => all.then_some(DefaultMask { scope: MaskScope::All, organisation: None }),
            Self::Category(category) => {
                Some(DefaultMask { scope: MaskScope::Category(*category), organisation: None })
            }
            Self::Organisation(organisation) => {
                Some(DefaultMask { scope: MaskScope::Organisation, organisation: Some(*organisation) })
            }
        }
    }
}

impl From<DefaultMask> for DefaultMaskBody {
    fn from(mask: DefaultMask) -> Self {
        match (mask.scope, mask.organisation) {
            (MaskScope::Category(category), _) => Self::Category(category),
            (MaskScope::Organisation, Some(organisation)) => Self::Organisation(organisation),
            (MaskScope::All | MaskScope::Organisation, _) => Self::All(true),
        }
    }
}

impl From<Preferences> for PreferencesBody {
    fn from(said: Preferences) -> Self {
        let ids = |series: Vec<Uuid>| series.into_iter().map(DocumentId::from).collect();
        let topic = |topic: TopicTerms| TopicBody {
            topic: topic.key,
            hidden: topic.hidden,
            own: topic.own.map(|own| OwnTopicBody {
                name: own.name,
                codes: own
                    .codes
                    .into_iter()
                    .map(|code| CodeBody { system: code.system, code: code.code })
                    .collect(),
            }),
            also: ids(topic.also),
            except: ids(topic.except),
        };
        Self {
            preset: said.preset.into(),
            start: said.start.map(Into::into),
            emergency: said.emergency.into(),
            default_masks: said.default_masks.into_iter().map(Into::into).collect(),
            topics: said.topics.into_iter().map(topic).collect(),
            shown: ids(said.opened.into_iter().collect()),
        }
    }
}

impl From<EmergencySwitches> for EmergencyBody {
    fn from(said: EmergencySwitches) -> Self {
        let EmergencySwitches { break_the_glass, regulation, masked } = said;
        Self { break_the_glass, regulation, masked }
    }
}

impl From<EmergencyBody> for EmergencySwitches {
    fn from(body: EmergencyBody) -> Self {
        let EmergencyBody { break_the_glass, regulation, masked } = body;
        Self { break_the_glass, regulation, masked }
    }
}

impl From<consent::rules::Start> for StartCode {
    fn from(start: consent::rules::Start) -> Self {
        match start {
            consent::rules::Start::OnDeclaration => Self::OnDeclaration,
            consent::rules::Start::OnApproval => Self::OnApproval,
            consent::rules::Start::OnlyByCode => Self::OnlyByCode,
        }
    }
}

impl From<StartCode> for consent::rules::Start {
    fn from(code: StartCode) -> Self {
        match code {
            StartCode::OnDeclaration => Self::OnDeclaration,
            StartCode::OnApproval => Self::OnApproval,
            StartCode::OnlyByCode => Self::OnlyByCode,
        }
    }
}
