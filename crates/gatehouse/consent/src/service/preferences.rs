use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use config::{CodeSystem, TopicCode};
use database::Tx;
use kernel::{Actor, OrganisationId, SpaceId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::opens_more::topics_of_exceptions;
use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision, Topics,
    change::ids,
    rules::{
        DEFAULT_MASK, DefaultMaskTerms, EMERGENCY_SWITCHES, EmergencySwitches, MaskScope, OPENED,
        OpenedTerms, OwnTopic, PRESET, Preset, PresetTerms, STARTING, Start, StartingTerms, TOPIC,
        TopicTerms,
    },
    store,
};

/// Reading how a record may be reached and what hides in it.
pub struct ReadPreferences;

impl Action for ReadPreferences {
    const NAME: &'static str = "preferences.read";
    const ACT: Act = Act::Oversee;
}

/// Saying how a record may be reached and what hides in it.
pub struct ChangePreferences;

impl Action for ChangePreferences {
    const NAME: &'static str = "preferences.change";
    const ACT: Act = Act::Prefer;
}

/// How a record may be reached and what hides in it: what the holder says about everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// In one word.
    pub preset: Preset,
    /// How a care relationship starts, where it is not as the preset says.
    pub start: Option<Start>,
    /// What an emergency may open.
    pub emergency: EmergencySwitches,
    /// What is masked as it comes in.
    pub default_masks: BTreeSet<DefaultMask>,
    /// The topics of which the holder has said something, by name.
    pub topics: Vec<TopicTerms>,
    /// Series of documents that are shown in spite of topics and default masks.
    pub opened: BTreeSet<Uuid>,
}

/// One default mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefaultMask {
    /// Which documents.
    pub scope: MaskScope,
    /// The structure, where it is about one.
    pub organisation: Option<OrganisationId>,
}

/// Preferences as they stand, and the name of that version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferred {
    /// What is said.
    pub preferences: Preferences,
    /// Changes whenever something else is said.
    pub version: String,
}

/// Preferences that were changed.
pub struct Changed<'tx> {
    /// The permit under which they were.
    pub permit: Permit<'tx, ChangePreferences>,
    /// As they stand now.
    pub preferred: Preferred,
    /// Topics of which no row says yet, by the codes of today, which documents belong to them.
    pub retag: Topics,
}

/// The kinds of provision that preferences are made of.
pub(super) const KINDS: [&str; 6] = [PRESET, STARTING, EMERGENCY_SWITCHES, DEFAULT_MASK, TOPIC, OPENED];

impl Consent {
    /// The preferences of a record.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn preferences(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Preferred, Error> {
        self.preferences_under(tx, actor, space).map(|(preferred, _)| preferred)
    }

    /// As [`Consent::preferences`], with the permit.
    ///
    /// # Errors
    /// As [`Consent::preferences`].
    pub fn preferences_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Preferred, Permit<'tx, ReadPreferences>), Error> {
        let permit = self.check::<ReadPreferences>(tx, actor, space, Ask::default())?;
        let preferred = self.preferred(space, permit.provisions(), permit.now())?;
        Ok((preferred.shown_to(&permit), permit))
    }

    /// Says something else, in the place of what was said before. What stays the same keeps since when it was said.
    /// Relationships and accesses that run go on.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown where something is opened that was shut;
    /// [`Error::OtherVersion`] when the version that stands is not the one that was read; [`Error::Unprocessable`] for what cannot be.
    pub fn change_preferences<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        unchanged: &dyn Fn(&str) -> bool,
        wanted: &Preferences,
    ) -> Result<Changed<'tx>, Error> {
        let permit = self.check::<ChangePreferences>(tx, actor, space, Ask::default())?;
        self.check_preferences(wanted)?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        // What is said is looked at again once nobody else can change it.
        let standing = store::not_over(tx, &permit, self.vault.space(space)?.as_ref(), now)?;
        let before = self.preferred(space, &standing, now)?;
        if !unchanged(&before.version) {
            return Err(Error::OtherVersion);
        }
        let wanted = &wanted.beside_unseen(&before.preferences, &permit);
        let topics_named = topics_of_exceptions(&standing, now);
        wanted.check_named(&topics_named, &before.preferences)?;
        if wanted.opens_more_than(&before.preferences)
            || standing.iter().any(is_an_unreadable_topic)
            || wanted.reshapes(&before.preferences, |key| topics_named.contains(key))
        {
            self.also(tx, &permit, Act::Loosen)?;
        }
        let said = self.as_provisions(wanted, actor, now);
        let kept = |one: &Provision| said.iter().any(|new| says_the_same(new, one));
        let of_preferences = |one: &Provision| KINDS.contains(&one.kind.as_str());
        let ended = ids(&change.end(tx, now, |one| of_preferences(one) && !kept(one))?);
        let known = |new: &Provision| {
            standing
                .iter()
                .any(|one| one.runs_at(now) && permit.facts().stands(one) && says_the_same(new, one))
        };
        let mut given = Vec::new();
        for new in said.iter().filter(|new| !known(new)) {
            change.give(tx, new)?;
            given.push(new.id);
        }
        change.settle(tx)?;
        permit.name(tx, given.iter().chain(&ended).map(|id| id.uuid()));
        permit.detail(tx, json!({ "given": given, "ended": ended }));
        let now_said = store::not_over(tx, &permit, self.vault.space(space)?.as_ref(), now)?;
        let preferred = self.preferred(space, &now_said, now)?.shown_to(&permit);
        let own = |of: &Preferences, key: &str| {
            of.topics.iter().find(|topic| topic.key == key).and_then(|topic| topic.own.clone())
        };
        // One of the reference data is worked out anew when it is said: its codes may be others than on the day of a deposit.
        let is_new = |one: &&Provision| {
            one.terms::<TopicTerms>().is_some_and(|terms| match terms.own {
                Some(now) => own(&before.preferences, &terms.key).is_none_or(|then| then.codes != now.codes),
                None => given.contains(&one.id),
            })
        };
        let new: Vec<Provision> =
            now_said.iter().filter(|one| one.kind == TOPIC).filter(is_new).cloned().collect();
        let retag = self.topics_of(space, &new)?;
        Ok(Changed { permit, preferred, retag })
    }

    /// What provisions say as preferences.
    pub(crate) fn preferred(
        &self,
        space: SpaceId,
        provisions: &[Provision],
        now: DateTime<Utc>,
    ) -> Result<Preferred, Error> {
        let mut said: Vec<&Provision> =
            provisions.iter().filter(|one| KINDS.contains(&one.kind.as_str()) && one.runs_at(now)).collect();
        said.sort_by_key(|one| (one.starts_at, one.id));
        let mut preferences = Preferences::default();
        for one in &said {
            preferences.hear(one);
        }
        preferences.topics.sort_by(|one, other| one.key.cmp(&other.key));
        let named: Vec<Uuid> = said.iter().map(|one| one.id.uuid()).collect();
        let parts: Vec<&[u8]> = named.iter().map(|id| id.as_bytes().as_slice()).collect();
        let version = self.vault.space(space)?.mac("consent.preferences", &parts);
        let version = version.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Ok(Preferred { preferences, version })
    }

    /// Shows documents to professionals in spite of topics and default masks, or does so no more: under a permit that was
    /// given for saying who sees them.
    ///
    /// # Errors
    /// [`Error::Unprocessable`] for more than there may be; the database's.
    pub fn open_documents<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        series: &[Uuid],
        shown: bool,
    ) -> Result<(), Error> {
        let now = permit.now();
        let standing = self.preferred(permit.space(), permit.provisions(), now)?.preferences.opened;
        let mut wanted = standing.clone();
        for one in series {
            if shown {
                wanted.insert(*one);
            } else {
                wanted.remove(one);
            }
        }
        if wanted == standing {
            return Ok(());
        }
        let most = self.reference.durations().preferences.most_documents_of_a_topic;
        super::check_number("documents that are shown in spite of a rule", wanted.len(), most)?;
        let change = self.change(tx, permit)?;
        change.end(tx, now, |one| one.kind == OPENED)?;
        if !wanted.is_empty() {
            let terms = OpenedTerms { documents: wanted.into_iter().collect() };
            change.give(tx, &self.provision_of(OPENED, json!(terms), actor, now))?;
        }
        change.settle(tx)
    }

    /// Whether preferences can be said at all.
    ///
    /// # Errors
    /// [`Error::Unprocessable`], with what is wrong and what would be right.
    pub fn check_preferences(&self, wanted: &Preferences) -> Result<(), Error> {
        let most = &self.reference.durations().preferences;
        let too_many = |what: &str, found: usize, most: u32| {
            let most_of = usize::try_from(most).unwrap_or(usize::MAX);
            (found > most_of).then(|| {
                Error::Unprocessable(format!("at most {most} {what} can be said; {found} were sent"))
            })
        };
        let sizes = [
            too_many("default masks", wanted.default_masks.len(), most.most_default_masks),
            too_many("topics", wanted.topics.len(), most.most_topics),
            too_many("documents shown", wanted.opened.len(), most.most_documents_of_a_topic),
        ];
        if let Some(fault) = sizes.into_iter().flatten().next() {
            return Err(fault);
        }
        let mut keys = BTreeSet::new();
        for topic in &wanted.topics {
            if !keys.insert(topic.key.as_str()) {
                return Err(Error::Unprocessable(format!("the topic `{}` is said twice", topic.key)));
            }
            if topic.also.iter().any(|one| topic.except.contains(one)) {
                return Err(Error::Unprocessable(format!(
                    "a document is in the topic `{}` or it is not: one is named in `also` and in `except`",
                    topic.key
                )));
            }
            let documents = topic.also.len() + topic.except.len();
            if let Some(fault) = too_many("documents of a topic", documents, most.most_documents_of_a_topic) {
                return Err(fault);
            }
            match (&topic.own, self.reference.topic(&topic.key)) {
                (None, Some(_)) => {}
                (None, None) => {
                    let known: Vec<&str> = self.reference.topics().map(|one| one.key.as_str()).collect();
                    let known = known.join("`, `");
                    return Err(Error::Unprocessable(format!(
                        "there is no topic `{}`; there are `{known}`, and those that you name with codes of your own",
                        topic.key
                    )));
                }
                (Some(_), Some(_)) => {
                    return Err(Error::Unprocessable(format!(
                        "`{}` is the name of a topic that is there already",
                        topic.key
                    )));
                }
                (Some(own), None) => {
                    super::check_words("the key of a topic", &topic.key, 64)?;
                    if topic.key.chars().any(char::is_control) {
                        let fault = "the key of a topic stands on one line, without control characters";
                        return Err(Error::Unprocessable(fault.to_owned()));
                    }
                    self.check_own(own)?;
                }
            }
        }
        Ok(())
    }

    fn check_own(&self, own: &OwnTopic) -> Result<(), Error> {
        let most = self.reference.durations().preferences.most_codes_of_a_topic;
        let fits = |code: &TopicCode| {
            let text = code.code.trim();
            !text.is_empty() && text.len() <= 32 && text.chars().all(|c| c.is_ascii_graphic())
        };
        super::check_words("the name of a topic", &own.name, 80)?;
        let unknown = |code: &&TopicCode| {
            code.system == CodeSystem::Type
                && !self.reference.document_types().any(|known| known.code == code.code)
        };
        if let Some(code) = own.codes.iter().find(unknown) {
            return Err(Error::Unprocessable(format!("`{}` is no type of document (JDV_J07)", code.code)));
        }
        if usize::try_from(most).is_ok_and(|most| own.codes.len() > most) || !own.codes.iter().all(fits) {
            return Err(Error::Unprocessable(format!(
                "a topic has at most {most} codes, each of 1 to 32 letters, digits and signs"
            )));
        }
        Ok(())
    }

    /// What preferences are as provisions that begin now.
    pub(crate) fn as_provisions(
        &self,
        wanted: &Preferences,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Vec<Provision> {
        let one = |kind: &str, terms: Value, organisation: Option<OrganisationId>| Provision {
            organisation,
            ..self.provision_of(kind, terms, actor, now)
        };
        let mut all = vec![one(PRESET, json!(PresetTerms { preset: wanted.preset }), None)];
        // What holds by default needs no saying.
        if wanted.emergency != EmergencySwitches::default() {
            all.push(one(EMERGENCY_SWITCHES, json!(wanted.emergency), None));
        }
        all.extend(wanted.start.map(|start| one(STARTING, json!(StartingTerms { start }), None)));
        all.extend(
            wanted.default_masks.iter().map(|mask| {
                one(DEFAULT_MASK, json!(DefaultMaskTerms { scope: mask.scope }), mask.organisation)
            }),
        );
        all.extend(wanted.topics.iter().map(|topic| one(TOPIC, json!(topic), None)));
        if !wanted.opened.is_empty() {
            let documents = wanted.opened.iter().copied().collect();
            all.push(one(OPENED, json!(OpenedTerms { documents }), None));
        }
        all
    }
}

/// Whether a topic is said in a way that this program does not know: it hides everything, and is gone once something else is
/// said.
fn is_an_unreadable_topic(one: &Provision) -> bool {
    one.kind == TOPIC && one.terms::<TopicTerms>().is_none()
}

/// Whether two provisions of preferences say the same, whenever they were said.
pub(super) fn says_the_same(one: &Provision, other: &Provision) -> bool {
    (&one.kind, one.person, one.organisation, &one.terms)
        == (&other.kind, other.person, other.organisation, &other.terms)
}

impl Preferences {
    /// How a care relationship starts.
    pub fn starts(&self) -> Start {
        self.start.unwrap_or(Start::of(self.preset))
    }

    /// Takes in what one provision says; the later one counts.
    fn hear(&mut self, one: &Provision) {
        match one.kind.as_str() {
            PRESET => self.preset = one.terms::<PresetTerms>().map_or(Preset::Closed, |terms| terms.preset),
            STARTING => {
                let start = one.terms::<StartingTerms>().map_or(Start::OnlyByCode, |terms| terms.start);
                self.start = Some(start);
            }
            EMERGENCY_SWITCHES => self.emergency = one.terms().unwrap_or(EmergencySwitches::SHUT),
            DEFAULT_MASK => {
                let scope = one.terms::<DefaultMaskTerms>().map_or(MaskScope::All, |terms| terms.scope);
                self.default_masks.insert(DefaultMask { scope, organisation: one.organisation });
            }
            TOPIC => self.topics.extend(one.terms::<TopicTerms>()),
            OPENED => {
                self.opened.extend(one.terms::<OpenedTerms>().into_iter().flat_map(|terms| terms.documents))
            }
            _ => {}
        }
    }
}
