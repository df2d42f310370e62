use chrono::{DateTime, TimeDelta, Utc};
use config::{Category, CodeSystem, Reference, TopicCode};
use kernel::{OrganisationId, PersonId};
use serde_json::Value;
use uuid::Uuid;

/// The words that random facts and things are made of: few, so that they meet often.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Codes of professions, one of them unknown.
    pub(crate) professions: Vec<String>,
    /// Those to which the matrix opens something, once for each row about them.
    pub(crate) opened: Vec<String>,
    /// Those that only help by a delegation.
    pub(crate) helpers: Vec<String>,
    /// Codes of sectors of activity, those that a rule looks at among them.
    pub(crate) sectors: Vec<String>,
    /// Types of document with the shelf that they usually stand on, one of them unknown.
    pub(crate) types: Vec<(String, Category)>,
    /// Topics with their codes: ready-made ones, and those of a holder's own.
    pub(crate) topics: Vec<WordTopic>,
    /// Kinds of provision of a test's own, each with the forms that its terms may have.
    pub(crate) extra: Vec<(String, Vec<Value>)>,
    /// Names of ways that a caller may give.
    pub(crate) ways: Vec<&'static str>,
}

/// The ways that there are, those that do not exist yet, and one that nobody knows.
const WAYS: [&str; 14] =
    ["W0", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W10", "W11", "W12", "W99"];

/// A topic of which facts may speak.
#[derive(Debug, Clone)]
pub(crate) struct WordTopic {
    pub(crate) key: String,
    pub(crate) codes: Vec<TopicCode>,
    pub(crate) own: bool,
}

impl Vocabulary {
    /// The words of the reference data, and topics of a holder's own.
    pub fn new(reference: &Reference) -> Self {
        let mut professions: Vec<String> =
            reference.professions().map(|profession| profession.code.clone()).collect();
        professions.push("00".to_owned());
        let only_help = reference.professions().filter(|profession| profession.only_by_delegation);
        let helpers = only_help.map(|profession| profession.code.clone()).collect();
        let rows = reference.matrix().rows();
        let opened = rows.filter(|row| row.consult).map(|row| row.profession.clone()).collect();
        let mut types: Vec<(String, Category)> =
            reference.document_types().map(|kind| (kind.code.clone(), kind.category)).collect();
        types.push(("unknown".to_owned(), Category::Other));
        // Types that a row of the matrix names decide most: they come up as often as all others together.
        let named = reference.matrix().rows().filter_map(|row| match &row.target {
            config::RowTarget::Type(code) => types.iter().find(|(known, _)| known == code).cloned(),
            _ => None,
        });
        types.extend(named.collect::<Vec<_>>());
        let mut sectors = vec!["SA07".to_owned(), "SA01".to_owned(), "SA99".to_owned()];
        sectors.extend(reference.forbidden_sectors().map(str::to_owned));
        sectors.extend(reference.occupational_sectors().map(str::to_owned));
        let ready_made = reference.topics().map(|topic| WordTopic {
            key: topic.key.clone(),
            codes: topic.codes.clone(),
            own: false,
        });
        let topics = ready_made.chain(own_topics()).collect();
        let ways = WAYS.to_vec();
        Self { professions, opened, helpers, sectors, types, topics, extra: Vec::new(), ways }
    }

    /// The same with a kind of provision of a test's own rule.
    #[must_use]
    pub fn with_provision(mut self, kind: &str, terms: Vec<Value>) -> Self {
        self.extra.push((kind.to_owned(), terms));
        self
    }

    /// The same with a way of a test's own.
    #[must_use]
    pub fn with_way(mut self, name: &'static str) -> Self {
        self.ways.push(name);
        self
    }
}

/// Topics that a holder made: by codes of every system, and by no code at all.
fn own_topics() -> [WordTopic; 3] {
    let code = |system, code: &str| TopicCode { system, code: code.to_owned() };
    let back = vec![
        code(CodeSystem::Icd10, "M54.5"),
        code(CodeSystem::Type, "11502-2"),
        code(CodeSystem::Loinc, "2093-3"),
    ];
    let sleep = vec![
        code(CodeSystem::Atc, "N05C"),
        code(CodeSystem::Atc, "N05CH01"),
        code(CodeSystem::Cis, "60234100"),
        code(CodeSystem::Event, "AMQP012"),
        code(CodeSystem::Icd10, "G47"),
    ];
    let own = |key: &str, codes| WordTopic { key: key.to_owned(), codes, own: true };
    [own("own_back", back), own("own_sleep", sleep), own("own_empty", Vec::new())]
}

/// One of the few people that facts are about.
pub fn person(number: u8) -> PersonId {
    PersonId::from(Uuid::from_u128(0x7000_8000_0000_0000_1000 + u128::from(number)))
}

/// One of the few structures.
pub fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from(Uuid::from_u128(0x7000_8000_0000_0000_2000 + u128::from(number)))
}

/// How many series of documents there are: so few that what is said and what is asked about is often the same one.
pub(crate) const SERIES: u64 = 3;

/// One of the few series of documents.
pub(crate) fn series(number: u64) -> Uuid {
    Uuid::from_u128(0x7000_8000_0000_0000_3000 + u128::from(number))
}

/// The instant at which facts are looked at, moved by some microseconds.
pub fn moment(microseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_352_000, 0).expect("an instant of 2026")
        + TimeDelta::microseconds(microseconds)
}
