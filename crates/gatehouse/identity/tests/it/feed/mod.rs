//! The insurer's feed, from a file to records.

mod alone;
mod at_once;
mod doubles;
mod given_up;
mod hostile;
mod importing;
mod life;
mod representatives;
mod status;

use std::io::Cursor;

use identity::{
    FeedCounts, FeedError, FeedOptions, FeedOutcome,
    feed::{Format, Reject, Why},
};

use crate::house::{House, Server};

pub(crate) const HEADER: &str = "carnet-citizens,1\nins,ins_system,previous_ins,previous_ins_system,birth_name,first_names,\
birth_date,sex,birthplace,usual_name,commune,identity_status,attending_doctor,representatives,opposed,deceased_on,told_on\n";

/// A row of a made-up citizen; fields that a test changes are named.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) fields: Vec<(&'static str, String)>,
}

const COLUMNS: [&str; 17] = identity::feed::FIELDS;

/// A test number with a key that fits.
pub(crate) fn number(nth: u32) -> String {
    let body = format!("1800775{nth:06}");
    let value: u64 = body.parse().unwrap();
    format!("{body}{:02}", 97 - value % 97)
}

impl Person {
    pub(crate) fn new(nth: u32) -> Self {
        let letters: String = nth
            .to_string()
            .chars()
            .map(|c| char::from(b'A' + u8::try_from(c.to_digit(10).unwrap()).unwrap()))
            .collect();
        let fields = [
            ("ins", number(nth)),
            ("ins_system", "NIR_TEST".into()),
            ("birth_name", format!("ESSAI {letters}")),
            ("first_names", "CAMILLE|ANNE".into()),
            ("birth_date", "1980-07-01".into()),
            ("sex", "F".into()),
            ("birthplace", "75056".into()),
            ("commune", "75056".into()),
            ("identity_status", "qualified".into()),
        ];
        Self { fields: fields.into_iter().collect() }
    }

    pub(crate) fn with(mut self, field: &'static str, text: impl Into<String>) -> Self {
        self.fields.retain(|(name, _)| *name != field);
        self.fields.push((field, text.into()));
        self
    }

    fn field(&self, name: &str) -> String {
        let text = self.fields.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone());
        let text = text.unwrap_or_default();
        if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    }

    pub(crate) fn line(&self) -> String {
        COLUMNS.map(|name| self.field(name)).join(",") + "\n"
    }
}

pub(crate) fn csv(people: &[Person]) -> String {
    HEADER.to_owned() + &people.iter().map(Person::line).collect::<String>()
}

pub(crate) fn options() -> FeedOptions {
    FeedOptions { format: Format::Csv, dry_run: false, batch: 4 }
}

/// What an import gives: what it did, and what it told.
pub(crate) struct Outcome {
    pub(crate) outcome: FeedOutcome,
    pub(crate) rejects: Vec<Reject>,
}

impl Outcome {
    pub(crate) fn counts(&self) -> FeedCounts {
        match self.outcome {
            FeedOutcome::SameFile(counts) | FeedOutcome::Done(counts) | FeedOutcome::Rehearsed(counts) => {
                counts
            }
        }
    }

    /// Line, field and reason of each reject.
    pub(crate) fn told(&self) -> Vec<(u64, &'static str, Why)> {
        self.rejects.iter().map(|reject| (reject.line, reject.field, reject.why)).collect()
    }
}

impl Server {
    pub(crate) fn try_import(
        &self,
        file: impl AsRef<[u8]>,
        options: &FeedOptions,
    ) -> Result<Outcome, FeedError> {
        let mut rejects = Vec::new();
        let mut told = |reject: &Reject| {
            rejects.push(*reject);
            Ok(())
        };
        let source = Cursor::new(file.as_ref().to_vec());
        let outcome = self.identity.import_citizens(&self.desk, source, options, &mut told)?;
        Ok(Outcome { outcome, rejects })
    }

    pub(crate) fn import(&self, people: &[Person]) -> Outcome {
        self.try_import(csv(people), &options()).unwrap()
    }
}

impl House {
    pub(crate) fn text(&self, statement: &str) -> String {
        use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            t: String,
        }
        let row: Row = sql_query(statement).get_result(&mut self.database.connect_superuser()).unwrap();
        row.t
    }

    pub(crate) fn states(&self) -> String {
        self.text("select coalesce(string_agg(state, ' ' order by opened_at, space_id), '') as t from consent.space")
    }
}
