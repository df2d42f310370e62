use std::collections::BTreeMap;

use consent::{CodeSet, Provision, Topic, Topics};
use serde_json::Value;
use uuid::Uuid;

use crate::{Vocabulary, dice::Dice, vocabulary::WordTopic};

impl Vocabulary {
    /// Every topic of which facts may speak, as if the holder had said nothing of it by hand.
    pub fn topics(&self) -> Vec<Topic> {
        self.topics.iter().map(|word| topic(word, Vec::new(), Vec::new())).collect()
    }

    /// The topics of which provisions speak, but now and then one that nobody knows.
    pub(super) fn topics_of(&self, dice: &mut Dice, provisions: &[Provision]) -> Topics {
        let mut known: BTreeMap<String, Topic> = BTreeMap::new();
        for one in provisions {
            let spoken_of = match one.kind.as_str() {
                "topic" => one.terms.get("key"),
                "exception" => one.terms.get("what").and_then(|what| what.get("topic")),
                _ => None,
            };
            let Some(word) = spoken_of
                .and_then(Value::as_str)
                .and_then(|key| self.topics.iter().find(|word| word.key == key))
            else {
                continue;
            };
            let in_passing = one.kind == "exception";
            if in_passing && (word.own || known.contains_key(&word.key)) {
                continue;
            }
            let topic = topic(word, series_in(&one.terms, "also"), series_in(&one.terms, "except"));
            known.insert(word.key.clone(), topic);
        }
        known.into_values().filter(|_| dice.percent(92)).collect()
    }
}

fn topic(word: &WordTopic, also: Vec<Uuid>, except: Vec<Uuid>) -> Topic {
    Topic {
        key: word.key.clone(),
        tag: word.key.clone().into_bytes(),
        codes: CodeSet::from_iter(&word.codes).into(),
        also: also.into(),
        except: except.into(),
    }
}

fn series_in(terms: &Value, name: &str) -> Vec<Uuid> {
    let list = terms.get(name).and_then(Value::as_array);
    let ids = list.into_iter().flatten().filter_map(|one| Uuid::parse_str(one.as_str()?).ok());
    ids.collect()
}
