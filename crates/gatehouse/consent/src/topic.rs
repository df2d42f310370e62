use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use config::{CodeSystem, Reference, TopicCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::SpaceKeys;

use crate::{
    Provision, Thing,
    rules::{EXCEPTION, ExceptionTerms, TOPIC, TopicTerms, What},
};

/// A code that a document bears: of an act, a medicine, a result, a diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BornCode {
    /// Its system.
    pub system: CodeSystem,
    /// The code; in capitals and without dots where the system is matched by prefix.
    pub code: String,
}

impl BornCode {
    /// A code as a document writes it; none where nothing is left of it.
    pub fn written(system: CodeSystem, code: &str) -> Option<Self> {
        let code = if system.is_prefix() { bare(code) } else { code.trim().to_owned() };
        (!code.is_empty()).then_some(Self { system, code })
    }
}

/// Letters and digits of a code, in capitals.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// Codes in a form in which one is found quickly among many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeSet(HashMap<CodeSystem, HashSet<String>>);

impl CodeSet {
    /// Whether it covers a code: the code itself, or the beginning of it where the system is matched by prefix.
    pub fn covers(&self, one: &BornCode) -> bool {
        let Some(known) = self.0.get(&one.system) else { return false };
        if !one.system.is_prefix() {
            return known.contains(&one.code);
        }
        (1..=one.code.len()).any(|end| one.code.get(..end).is_some_and(|beginning| known.contains(beginning)))
    }

    /// The codes as they were listed, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (CodeSystem, &str)> {
        self.0.iter().flat_map(|(system, codes)| codes.iter().map(|code| (*system, code.as_str())))
    }

    fn covers_type(&self, code: &str) -> bool {
        self.0.get(&CodeSystem::Type).is_some_and(|known| known.contains(code))
    }
}

impl<'a> FromIterator<&'a TopicCode> for CodeSet {
    fn from_iter<I: IntoIterator<Item = &'a TopicCode>>(codes: I) -> Self {
        let mut known: HashMap<CodeSystem, HashSet<String>> = HashMap::new();
        for one in codes.into_iter().filter_map(|one| BornCode::written(one.system, &one.code)) {
            known.entry(one.system).or_default().insert(one.code);
        }
        Self(known)
    }
}

/// A subject of care as one space knows it: the codes by which a machine recognises it, what the holder added by hand
/// and what the holder took out.
///
/// The codes stand in the memory of the program alone; the database knows the topic by `tag`, which is keyed under the
/// space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name: of the reference data, or the id that a holder's own topic was given.
    pub key: String,
    /// What stands for it in the rows of this space.
    pub tag: Vec<u8>,
    /// The codes that it covers.
    pub codes: Arc<CodeSet>,
    /// Series of documents that belong to it though no code says so.
    pub also: Arc<[Uuid]>,
    /// Series of documents that do not belong to it though a code says so.
    pub except: Arc<[Uuid]>,
}

impl Topic {
    /// Whether a document with these codes is recognised by them.
    pub fn recognises(&self, type_code: &str, borne: &[BornCode]) -> bool {
        self.codes.covers_type(type_code) || borne.iter().any(|one| self.codes.covers(one))
    }

    /// Whether a thing belongs to it. What the holder said by hand counts before what a machine recognises; of two
    /// sayings by hand the one that hides.
    pub fn holds(&self, thing: &Thing) -> bool {
        if self.also.contains(&thing.series) {
            return true;
        }
        !self.except.contains(&thing.series) && self.recognises(&thing.type_code, &thing.codes)
    }
}

/// The topics that the consent of one space speaks of.
#[derive(Debug, Clone, Default)]
pub struct Topics(BTreeMap<String, Arc<Topic>>);

impl Topics {
    /// The topic of this name.
    pub fn get(&self, key: &str) -> Option<&Arc<Topic>> {
        self.0.get(key)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Topic>> {
        self.0.values()
    }
}

impl FromIterator<Topic> for Topics {
    fn from_iter<I: IntoIterator<Item = Topic>>(topics: I) -> Self {
        Self(topics.into_iter().map(|topic| (topic.key.clone(), Arc::new(topic))).collect())
    }
}

/// The codes of the topics of the reference data.
pub(crate) struct ReadyMade(BTreeMap<String, Arc<CodeSet>>);

impl ReadyMade {
    pub(crate) fn of(reference: &Reference) -> Self {
        Self(
            reference
                .topics()
                .map(|topic| (topic.key.clone(), Arc::new(topic.codes.iter().collect())))
                .collect(),
        )
    }

    /// The topics that provisions speak of.
    pub(crate) fn spoken_of(&self, keys: &SpaceKeys, provisions: &[Provision]) -> Topics {
        let mut known = BTreeMap::new();
        for one in provisions {
            match one.kind.as_str() {
                TOPIC => self.add_said(&mut known, keys, one),
                EXCEPTION if one.terms.may_say("\"topic\"") => {
                    if let Some(What::Topic(key)) = one.terms::<ExceptionTerms>().map(|terms| terms.what)
                        && !known.contains_key(&key)
                    {
                        self.add(&mut known, keys, &key);
                    }
                }
                _ => {}
            }
        }
        Topics(known)
    }

    /// The topics of the reference data and those of the holder's own.
    pub(crate) fn all(&self, keys: &SpaceKeys, provisions: &[Provision]) -> Topics {
        let mut known = BTreeMap::new();
        for key in self.0.keys() {
            self.add(&mut known, keys, key);
        }
        for one in provisions.iter().filter(|one| one.kind == TOPIC) {
            self.add_said(&mut known, keys, one);
        }
        Topics(known)
    }

    /// A topic of the reference data, as nobody has said anything of it.
    fn add(&self, known: &mut BTreeMap<String, Arc<Topic>>, keys: &SpaceKeys, key: &str) {
        if let Some(codes) = self.0.get(key) {
            let (also, except) = (Arc::default(), Arc::default());
            let topic =
                Topic { key: key.to_owned(), tag: tag(keys, key), codes: Arc::clone(codes), also, except };
            known.insert(key.to_owned(), Arc::new(topic));
        }
    }

    /// A topic as a holder speaks of it.
    fn add_said(&self, known: &mut BTreeMap<String, Arc<Topic>>, keys: &SpaceKeys, one: &Provision) {
        let Some(TopicTerms { key, own, also, except, .. }) = one.terms() else { return };
        let codes = match own {
            Some(own) => Arc::new(own.codes.iter().collect()),
            None => match self.0.get(&key) {
                Some(codes) => Arc::clone(codes),
                None => return,
            },
        };
        let tag = tag(keys, &key);
        let topic = Topic { key: key.clone(), tag, codes, also: also.into(), except: except.into() };
        known.insert(key, Arc::new(topic));
    }
}

/// What stands for a topic in the rows of a space.
fn tag(keys: &SpaceKeys, key: &str) -> Vec<u8> {
    let whole = keys.mac("documents.topic", &[key.as_bytes()]);
    whole.into_iter().take(TAG).collect()
}

/// Bytes of a tag: within one space, no two of some dozens of topics meet.
const TAG: usize = 16;
