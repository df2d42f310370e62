//! Several callers in one transaction: one commit, each its own line, and nobody pays for another's failure.

use std::sync::{Arc, Mutex};

use database::{Errand, Error as DatabaseError, Halt, Laid, Tx};
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query};
use journal::{Entry, Outcome, line};
use uuid::Uuid;

use crate::office::Office;

type Work = Box<dyn for<'tx> FnMut(&mut Tx<'tx>) -> Result<(), Halt> + Send>;
type Told = Arc<Mutex<Vec<(&'static str, Result<(), String>)>>>;

struct TestErrand {
    name: &'static str,
    work: Work,
    refused: bool,
    told: Told,
}

impl Errand<&'static str> for TestErrand {
    fn call(&self) -> &&'static str {
        &self.name
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Halt> {
        let outcome = (self.work)(tx);
        self.refused = matches!(outcome, Err(Halt::Refused));
        outcome
    }

    fn end(self: Box<Self>, ended: Result<(), DatabaseError>) {
        let heard = match ended {
            Ok(()) if self.refused => Err("refused".to_owned()),
            other => other.map_err(|error| error.to_string()),
        };
        self.told.lock().unwrap().push((self.name, heard));
    }
}

/// An office, what its callers heard, and in which transactions they were served.
struct Company {
    office: Arc<Office>,
    told: Told,
    transactions: Arc<Mutex<Vec<(&'static str, i64)>>>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl Company {
    fn new() -> Self {
        let office = Arc::new(Office::new());
        office.tamper(
            "create table public.made (name text primary key); grant all on public.made to carnet_server",
        );
        Self { office, told: Told::default(), transactions: Arc::default() }
    }

    /// Somebody who does this on a chain, and whose transaction is noted.
    fn errand(&self, name: &'static str, chain: Uuid, then: Then) -> Box<dyn Errand<&'static str>> {
        let (office, transactions) = (Arc::clone(&self.office), Arc::clone(&self.transactions));
        let work: Work = Box::new(move |tx| {
            let transaction =
                sql_query("select (extract(epoch from transaction_timestamp()) * 1000000)::bigint as number")
                    .get_result::<Number>(tx.conn())
                    .map_err(DatabaseError::from)?
                    .number;
            transactions.lock().unwrap().push((name, transaction));
            then.run(&office, tx, name, chain)
        });
        Box::new(TestErrand { name, work, refused: false, told: Arc::clone(&self.told) })
    }

    fn serve(&self, errands: Vec<Box<dyn Errand<&'static str>>>) {
        self.office.desk.write_together(errands, |_, calls| Ok(calls.iter().map(|_| Vec::new()).collect()));
    }

    /// What each heard, in the order of their names.
    fn heard(&self) -> Vec<(&'static str, Result<(), String>)> {
        let mut heard = self.told.lock().unwrap().clone();
        heard.sort();
        heard
    }

    /// How many transactions served somebody.
    fn transactions(&self) -> usize {
        let mut all: Vec<i64> = self.transactions.lock().unwrap().iter().map(|(_, number)| *number).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }

    fn made(&self) -> i64 {
        self.office.number("select count(*) from public.made")
    }

    fn acts(&self, chain: Uuid) -> Vec<String> {
        self.office.lines(chain).into_iter().map(|line| line.entry.act).collect()
    }
}

/// What an errand does.
#[derive(Clone, Copy)]
enum Then {
    /// Leaves its line.
    Look,
    /// Writes a row and leaves its line.
    Make,
    /// Is refused, and leaves the line of that.
    BeRefused,
    /// Writes a row and is then refused.
    MakeAndBeRefused,
    /// Asks the database for what it does not have.
    Stumble,
    /// Breaks down.
    Panic,
}

impl Then {
    fn run(self, office: &Office, tx: &mut Tx<'_>, name: &'static str, chain: Uuid) -> Result<(), Halt> {
        if matches!(self, Self::Make | Self::MakeAndBeRefused) {
            let row = format!("insert into public.made values ('{name}')");
            tx.conn().batch_execute(&row).map_err(DatabaseError::from)?;
        }
        match self {
            Self::Look | Self::Make => {
                office.owe(tx, chain, None, name);
                Ok(())
            }
            Self::BeRefused | Self::MakeAndBeRefused => {
                office.owe(tx, chain, None, "what was begun and is not done");
                let entry = Entry { outcome: Outcome::Refused, ..office.entry(name) };
                tx.owe(line(chain, None, entry, None, true));
                Err(Halt::Refused)
            }
            Self::Stumble => {
                tx.conn().batch_execute("select * from public.nothing").map_err(DatabaseError::from)?;
                Ok(())
            }
            Self::Panic => panic!("an errand breaks down"),
        }
    }
}

#[test]
fn callers_who_come_together_are_served_in_one_transaction_and_each_leaves_its_line() {
    let company = Company::new();
    let (here, there) = (company.office.space(), company.office.space());
    company.serve(vec![
        company.errand("a looks", here, Then::Look),
        company.errand("b makes", there, Then::Make),
        company.errand("c looks", here, Then::Look),
    ]);
    assert_eq!(company.heard(), [("a looks", Ok(())), ("b makes", Ok(())), ("c looks", Ok(()))]);
    assert_eq!(company.transactions(), 1);
    assert_eq!(company.acts(here), ["a looks", "c looks"]);
    assert_eq!(company.acts(there), ["b makes"]);
    assert_eq!((company.made(), company.office.findings()), (1, vec![]));
}

#[test]
fn a_refusal_before_anything_was_written_leaves_its_line_and_disturbs_nobody() {
    let company = Company::new();
    let (here, there) = (company.office.space(), company.office.space());
    company.serve(vec![
        company.errand("a looks", here, Then::Look),
        company.errand("b is refused", there, Then::BeRefused),
        company.errand("c looks", here, Then::Look),
    ]);
    let refused = Err("refused".to_owned());
    assert_eq!(company.heard(), [("a looks", Ok(())), ("b is refused", refused), ("c looks", Ok(()))]);
    assert_eq!(company.transactions(), 1);
    assert_eq!(company.acts(there), ["b is refused"]);
    assert_eq!(company.acts(here), ["a looks", "c looks"]);
}

#[test]
fn whoever_wrote_and_was_refused_leaves_nothing_but_the_refusal_and_the_others_keep_theirs() {
    let company = Company::new();
    let (here, there) = (company.office.space(), company.office.space());
    company.serve(vec![
        company.errand("a makes", here, Then::Make),
        company.errand("b makes and is refused", there, Then::MakeAndBeRefused),
        company.errand("c makes", here, Then::Make),
    ]);
    let refused = Err("refused".to_owned());
    assert_eq!(
        company.heard(),
        [("a makes", Ok(())), ("b makes and is refused", refused), ("c makes", Ok(()))]
    );
    assert_eq!(company.transactions(), 4, "one together, then each alone");
    assert_eq!(company.acts(there), ["b makes and is refused"]);
    assert_eq!(company.acts(here), ["a makes", "c makes"]);
    assert_eq!((company.made(), company.office.findings()), (2, vec![]));
}

#[test]
fn an_error_of_the_database_is_its_own_callers_alone() {
    let company = Company::new();
    let here = company.office.space();
    company.serve(vec![
        company.errand("a makes", here, Then::Make),
        company.errand("b stumbles", here, Then::Stumble),
        company.errand("c looks", here, Then::Look),
    ]);
    let heard = company.heard();
    assert_eq!((&heard[0], &heard[2]), (&("a makes", Ok(())), &("c looks", Ok(()))));
    assert!(heard[1].1.as_ref().is_err_and(|error| error != "refused"), "{heard:?}");
    assert_eq!(company.acts(here), ["a makes", "c looks"]);
    assert_eq!(company.made(), 1);
}

#[test]
fn whoever_breaks_down_is_dropped_unheard_and_the_others_are_served() {
    let company = Company::new();
    let here = company.office.space();
    company.serve(vec![
        company.errand("a makes", here, Then::Make),
        company.errand("b breaks down", here, Then::Panic),
        company.errand("c looks", here, Then::Look),
    ]);
    assert_eq!(company.heard(), [("a makes", Ok(())), ("c looks", Ok(()))]);
    assert_eq!(company.acts(here), ["a makes", "c looks"]);
    // The connection on which it happened is not used again, and the desk goes on.
    company.serve(vec![company.errand("d looks", here, Then::Look)]);
    assert_eq!(company.acts(here).len(), 3);
}

#[test]
fn each_finds_what_was_read_ahead_for_it_once_and_for_itself_alone() {
    let company = Company::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let errand = |name: &'static str| -> Box<dyn Errand<&'static str>> {
        let seen = Arc::clone(&seen);
        let work: Work = Box::new(move |tx| {
            let mut take = |wanted: &str| tx.take_laid(|laid: &String| laid == wanted);
            let found = (take("for a"), take("for b"), take("for a"));
            seen.lock().unwrap().push((name, found));
            Ok(())
        });
        Box::new(TestErrand { name, work, refused: false, told: Arc::clone(&company.told) })
    };
    company.office.desk.write_together(vec![errand("a"), errand("b")], |_, calls| {
        Ok(calls.iter().map(|name| -> Vec<Laid> { vec![Box::new(format!("for {name}"))] }).collect())
    });
    let (a, b) = (Some("for a".to_owned()), Some("for b".to_owned()));
    assert_eq!(*seen.lock().unwrap(), [("a", (a, None, None)), ("b", (None, b, None))]);
}

#[test]
fn whoever_loses_the_connection_loses_it_alone() {
    let company = Company::new();
    let here = company.office.space();
    let work: Work = Box::new(|tx| {
        // What happens when somebody pulls the plug in the middle of the work.
        let ended = sql_query("select pg_terminate_backend(pg_backend_pid())").execute(tx.conn());
        ended.map_err(DatabaseError::from)?;
        Ok(())
    });
    let told = Arc::clone(&company.told);
    company.serve(vec![
        company.errand("a makes", here, Then::Make),
        Box::new(TestErrand { name: "b loses the line", work, refused: false, told }),
        company.errand("c looks", here, Then::Look),
    ]);
    let heard = company.heard();
    assert_eq!((&heard[0], &heard[2]), (&("a makes", Ok(())), &("c looks", Ok(()))));
    assert!(heard[1].1.is_err(), "{heard:?}");
    assert_eq!((company.made(), company.acts(here).len()), (1, 2));
}

#[test]
fn what_is_rehearsed_leaves_nothing_but_a_refusal() {
    let company = Company::new();
    let (office, here) = (&company.office, company.office.space());
    let rehearse =
        |then: Then, name: &'static str| office.desk.rehearse(|tx| then.run(office, tx, name, here));
    assert!(rehearse(Then::Make, "would be made").is_ok());
    assert!(rehearse(Then::MakeAndBeRefused, "is refused").is_err());
    assert_eq!((company.made(), company.acts(here)), (0, vec!["is refused".to_owned()]));
}
