use std::collections::BTreeMap;

use consent::{CodeSet, Provision, Topic, Topics};
use serde_json::Value;
use uuid::Uuid;

use crate::{Vocabulary, dice::Dice};

impl Vocabulary {
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
            if word.own && one.kind == "exception" || one.kind == "exception" && known.contains_key(&word.key) {
                continue;
            }
            let topic = Topic {
                key: word.key.clone(),
                tag: word.key.clone().into_bytes(),
                codes: CodeSet::from_iter(&word.codes).into(),
                also: series_in(&one.terms, "also").into(),
                except: series_in(&one.terms, "except").into(),
            };
            known.insert(word.key.clone(), topic);
        }
        known.into_values().filter(|_| dice.percent(92)).collect()
    }
}

fn series_in(terms: &Value, name: &str) -> Vec<Uuid> {
    let list = terms.get(name).and_then(Value::as_array);
    let ids = list.into_iter().flatten().filter_map(|one| Uuid::parse_str(one.as_str()?).ok());
    ids.collect()
}
