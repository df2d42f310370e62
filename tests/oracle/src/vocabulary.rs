use chrono::{DateTime, TimeDelta, Utc};
use config::{Category, Reference};
use kernel::{OrganisationId, PersonId};
use serde_json::{Value, json};
use uuid::Uuid;

/// The words that random facts and things are made of: few, so that they meet often.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Codes of professions, one of them unknown; those of the matrix again and again.
    pub(crate) professions: Vec<String>,
    /// Types of document with the shelf that they usually stand on, one of them unknown.
    pub(crate) types: Vec<(String, Category)>,
    /// Kinds of provision, each with the forms that its terms may have.
    pub(crate) provisions: Vec<(String, Vec<Value>)>,
    /// Names of ways that a caller may give.
    pub(crate) ways: Vec<&'static str>,
}

impl Vocabulary {
    /// The words of the reference data, with care relationships whose terms are right, wrong and unreadable.
    pub fn new(reference: &Reference) -> Self {
        let mut professions: Vec<String> =
            reference.professions().map(|profession| profession.code.clone()).collect();
        professions.push("00".to_owned());
        // A profession comes up once for each row of the matrix about it, and once more.
        professions.extend(reference.matrix().rows().map(|row| row.profession.clone()));
        let mut types: Vec<(String, Category)> =
            reference.document_types().map(|kind| (kind.code.clone(), kind.category)).collect();
        types.push(("unknown".to_owned(), Category::Other));
        // Types that a row of the matrix names decide most: they come up as often as all others together.
        let named = reference.matrix().rows().filter_map(|row| match &row.target {
            config::RowTarget::Type(code) => types.iter().find(|(known, _)| known == code).cloned(),
            _ => None,
        });
        types.extend(named.collect::<Vec<_>>());
        let evidence = ["team_in_charge", "consent_of_this_consultation", "admission", "curiosity"];
        let mut terms: Vec<Value> = Vec::new();
        for profession in ["10", "21", "40", "60", "86"] {
            for evidence in evidence {
                terms.push(json!({ "evidence": evidence, "profession": profession }));
            }
        }
        let strange = [
            json!(null),
            json!({}),
            json!("team_in_charge"),
            json!({ "evidence": "admission" }),
            json!({ "profession": "10" }),
            json!({ "evidence": "admission", "profession": 10 }),
            json!(["admission", "10"]),
            json!({ "evidence": "admission", "profession": "10", "until": "forever" }),
            json!({ "evidence": ["admission"], "profession": "10" }),
        ];
        let presets = [
            json!({ "preset": "open" }),
            json!({ "preset": "ask_me" }),
            json!({ "preset": "closed" }),
            json!({ "preset": "closed", "since": "always" }),
            json!(["open"]),
        ];
        let authorities = [
            json!({ "authority": "parent" }),
            json!({ "authority": "guardian" }),
            json!({ "authority": "neighbour" }),
            json!("parent"),
        ];
        let provisions = vec![
            ("care_relationship".to_owned(), terms.clone()),
            ("care_relationship".to_owned(), strange.to_vec()),
            ("of_another_release".to_owned(), terms),
            ("preset".to_owned(), presets.to_vec()),
            ("representative".to_owned(), authorities.to_vec()),
        ];
        Self { professions, types, provisions, ways: vec!["W0", "W1", "W2", "W5", "W12", "W99"] }
    }

    /// The same with a kind of provision of a test's own rule.
    #[must_use]
    pub fn with_provision(mut self, kind: &str, terms: Vec<Value>) -> Self {
        self.provisions.push((kind.to_owned(), terms));
        self
    }

    /// The same with a way of a test's own.
    #[must_use]
    pub fn with_way(mut self, name: &'static str) -> Self {
        self.ways.push(name);
        self
    }
}

/// One of the few people that facts are about.
pub fn person(number: u8) -> PersonId {
    PersonId::from(Uuid::from_u128(0x7000_8000_0000_0000_1000 + u128::from(number)))
}

/// One of the few structures.
pub fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from(Uuid::from_u128(0x7000_8000_0000_0000_2000 + u128::from(number)))
}

/// The instant at which facts are looked at, moved by some microseconds.
pub fn moment(microseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_352_000, 0).expect("an instant of 2026")
        + TimeDelta::microseconds(microseconds)
}
