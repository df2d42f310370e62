//! The form of preferences: what it shows, and what it sends.

use std::collections::{BTreeMap, BTreeSet};

use config::{Category, Reference};
use consent::{
    Language,
    rules::{EmergencySwitches, MaskScope, Preset, Start, TopicTerms},
    service::{DefaultMask, Preferences},
};
use kernel::OrganisationId;

use crate::{shell::either, texts, words};

/// What a browser sends of the form, by name: an unticked box is not there.
pub(super) type Sent = BTreeMap<String, String>;

/// One box or button of the form.
pub(super) struct Choice {
    /// Its name in the form.
    pub(super) name: String,
    /// What it sends.
    pub(super) value: String,
    pub(super) label: String,
    /// What it means, or nothing.
    pub(super) means: String,
    pub(super) is_chosen: bool,
}

/// The form as it is shown.
pub(super) struct Fields {
    pub(super) version: String,
    pub(super) presets: Vec<Choice>,
    pub(super) starts: Vec<Choice>,
    pub(super) switches: Vec<Choice>,
    pub(super) topics: Vec<Choice>,
    pub(super) masks: Vec<Choice>,
    /// Whether one of the levers behind the presets is used.
    pub(super) is_fine: bool,
}

const AS_PRESET: &str = "as-preset";

impl Fields {
    /// What these preferences look like.
    pub(super) fn of(
        said: &Preferences,
        version: &str,
        structures: &BTreeMap<OrganisationId, String>,
        reference: &Reference,
        language: Language,
    ) -> Self {
        let text = |key: &str| texts::text(language, key);
        let radio = |name: &str, value: &str, key: &str, means: &str, is_chosen: bool| Choice {
            name: name.to_owned(),
            value: value.to_owned(),
            label: text(key),
            means: if means.is_empty() { String::new() } else { text(means) },
            is_chosen,
        };
        let presets = PRESETS.map(|(preset, label, means)| {
            radio("preset", preset.as_str(), label, means, preset == said.preset)
        });
        let mut starts = vec![radio("start", AS_PRESET, "start-as-preset", "", said.start.is_none())];
        starts.extend(
            STARTS.map(|(start, key)| radio("start", start.as_str(), key, "", said.start == Some(start))),
        );
        let EmergencySwitches { break_the_glass, regulation, masked } = said.emergency;
        let switch = |name: &str, key: &str, means: &str, on: bool| radio(name, "yes", key, means, on);
        let switches = vec![
            switch("emergency-glass", "emergency-glass", "emergency-glass-means", break_the_glass),
            switch("emergency-regulation", "emergency-regulation", "emergency-regulation-means", regulation),
            switch("emergency-masked", "emergency-masked", "emergency-masked-means", masked),
        ];
        let hides = |key: &str| said.topics.iter().any(|topic| topic.key == key && topic.hidden);
        let ready = reference.topics().map(|topic| Choice {
            name: format!("topic-{}", topic.key),
            value: "yes".to_owned(),
            label: either(language, &topic.label_fr, &topic.label_en).to_owned(),
            means: either(language, &topic.covers_fr, &topic.covers_en).to_owned(),
            is_chosen: hides(&topic.key),
        });
        let own = said.topics.iter().filter_map(|topic| {
            let label = topic.own.as_ref()?.name.clone();
            let means = text("topic-own");
            let name = format!("topic-{}", topic.key);
            Some(Choice { name, value: "yes".to_owned(), label, means, is_chosen: topic.hidden })
        });
        let topics = ready.chain(own).collect();
        let masked = |scope, organisation| said.default_masks.contains(&DefaultMask { scope, organisation });
        let mut masks = vec![radio("mask-all", "yes", "mask-all", "", masked(MaskScope::All, None))];
        masks.extend(Category::ALL.map(|category| Choice {
            name: format!("mask-{}", category.code()),
            value: "yes".to_owned(),
            label: words::category(reference, category, language),
            means: String::new(),
            is_chosen: masked(MaskScope::Category(category), None),
        }));
        masks.extend(said.default_masks.iter().filter_map(|mask| {
            let id = mask.organisation?;
            let label = structures.get(&id).cloned().unwrap_or_else(|| text("access-structure-unknown"));
            let label = texts::naming(language, "mask-structure", &label);
            let name = format!("mask-{id}");
            Some(Choice { name, value: "yes".to_owned(), label, means: String::new(), is_chosen: true })
        }));
        let plain = Preferences { preset: said.preset, ..Preferences::default() };
        let is_fine = *said != plain;
        Self {
            version: version.to_owned(),
            presets: presets.into(),
            starts,
            switches,
            topics,
            masks,
            is_fine,
        }
    }
}

/// What a form means, where it leaves untouched what it does not show: what of topics was named by hand, topics of the
/// holder's own, and documents that are shown in spite of a rule. None where no preset is chosen.
pub(super) fn meant(sent: &Sent, standing: &Preferences, reference: &Reference) -> Option<Preferences> {
    let is_ticked = |name: &str| sent.contains_key(name);
    let chosen = sent.get("preset")?;
    let preset = PRESETS.into_iter().map(|(preset, ..)| preset).find(|preset| preset.as_str() == chosen)?;
    let start = sent.get("start").map_or(AS_PRESET, String::as_str);
    let start = STARTS.into_iter().map(|(known, _)| known).find(|known| known.as_str() == start);
    let emergency = EmergencySwitches {
        break_the_glass: is_ticked("emergency-glass"),
        regulation: is_ticked("emergency-regulation"),
        masked: is_ticked("emergency-masked"),
    };
    let mut default_masks: BTreeSet<DefaultMask> = standing
        .default_masks
        .iter()
        .filter(|mask| mask.organisation.is_some_and(|id| is_ticked(&format!("mask-{id}"))))
        .copied()
        .collect();
    if is_ticked("mask-all") {
        default_masks.insert(DefaultMask { scope: MaskScope::All, organisation: None });
    }
    default_masks.extend(Category::ALL.into_iter().filter_map(|category| {
        let scope = MaskScope::Category(category);
        is_ticked(&format!("mask-{}", category.code())).then_some(DefaultMask { scope, organisation: None })
    }));
    let hidden = |key: &str| is_ticked(&format!("topic-{key}"));
    let mut topics: Vec<TopicTerms> = standing
        .topics
        .iter()
        .map(|topic| TopicTerms { hidden: hidden(&topic.key), ..topic.clone() })
        .collect();
    for topic in reference.topics() {
        if hidden(&topic.key) && !topics.iter().any(|known| known.key == topic.key) {
            let key = topic.key.clone();
            topics.push(TopicTerms { key, hidden: true, own: None, also: Vec::new(), except: Vec::new() });
        }
    }
    // What is not hidden and of which nothing was named by hand says nothing.
    topics.retain(|topic| {
        topic.hidden || topic.own.is_some() || !topic.also.is_empty() || !topic.except.is_empty()
    });
    topics.sort_by(|one, other| one.key.cmp(&other.key));
    Some(Preferences { preset, start, emergency, default_masks, topics, opened: standing.opened.clone() })
}

const PRESETS: [(Preset, &str, &str); 3] = [
    (Preset::Open, "preset-open", "preset-open-means"),
    (Preset::AskMe, "preset-ask-me", "preset-ask-me-means"),
    (Preset::Closed, "preset-closed", "preset-closed-means"),
];

const STARTS: [(Start, &str); 3] = [
    (Start::OnDeclaration, "start-on-declaration"),
    (Start::OnApproval, "start-on-approval"),
    (Start::OnlyByCode, "start-only-by-code"),
];
