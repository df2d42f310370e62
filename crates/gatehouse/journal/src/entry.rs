use chrono::{DateTime, TimeDelta, Utc};
use database::{Due, Head};
use kernel::{
    Actor, AdminRole, Capacity, OrganisationId, PersonId, Private, RequestId, SessionId, SoftwareId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of the journal before it is sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// When it was done.
    pub at: DateTime<Utc>,
    /// The request at the door.
    pub request: RequestId,
    /// Who did it.
    pub who: Who,
    /// The act, as the room names it: `documents.list`.
    pub act: String,
    /// In which way the person came in: `W1`, `W5` …; none when no way was found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub way: Option<String>,
    /// The rule that decided.
    pub rule: String,
    /// Whether it was done.
    pub outcome: Outcome,
    /// The things concerned: a list names the ids that it showed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub things: Vec<Uuid>,
    /// What a later reader needs to understand the act (a provision, a number of bytes); sealed like the rest.
    #[serde(skip_serializing_if = "serde_json::Value::is_null", default)]
    pub detail: serde_json::Value,
    /// What the act changed in what the consent of the space says, in full and in order: a verification replays it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub facts: Vec<Fact>,
    /// Whether it was done in a secret connection: nobody who represents the holder is shown it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub secret: bool,
    /// How many equal events this line stands for, when more than one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub times: Option<i64>,
}

/// One thing that an act changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The kind of change.
    pub kind: String,
    /// What it is now.
    pub is: serde_json::Value,
}

/// Whether an act was done or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused; the rule says why.
    Refused,
}

/// Who acted, as the journal keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Who {
    /// A citizen.
    Citizen {
        /// The person.
        person: PersonId,
        /// The log-in.
        session: SessionId,
        /// Name at that time.
        name: Private<String>,
        /// Client software.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        software: Option<SoftwareId>,
        /// The mediator who acted together with the citizen.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        with: Option<Helper>,
        /// What the software was called.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        software_name: Option<String>,
    },
    /// A professional in one situation of practice.
    Professional {
        /// The person.
        person: PersonId,
        /// The log-in.
        session: SessionId,
        /// Name at that time.
        name: Private<String>,
        /// RPPS number.
        rpps: String,
        /// Profession, code of table TRE_G15.
        profession: String,
        /// Structure of the situation of practice.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        organisation: Option<OrganisationId>,
        /// What the structure was called.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        organisation_name: Option<String>,
        /// Client software.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        software: Option<SoftwareId>,
        /// What the software was called.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        software_name: Option<String>,
    },
    /// Software of an establishment.
    Establishment {
        /// The account of the software.
        person: PersonId,
        /// The log-in.
        session: SessionId,
        /// Name of the establishment.
        name: Private<String>,
        /// The establishment.
        organisation: OrganisationId,
        /// Client software.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        software: Option<SoftwareId>,
        /// What the software was called.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        software_name: Option<String>,
    },
    /// Somebody without a log-in, who redeemed a code and said who they are.
    Guest {
        /// The person, as nobody else knows them.
        person: PersonId,
        /// The session that the code opened.
        session: SessionId,
        /// Who they said to be.
        name: Private<String>,
    },
    /// Somebody who runs the service.
    Admin {
        /// The person.
        person: PersonId,
        /// The log-in.
        session: SessionId,
        /// Name at that time.
        name: Private<String>,
        /// The roles that the person had then.
        roles: Vec<AdminRole>,
    },
    /// The system itself, for a purpose of the closed list.
    System {
        /// The purpose.
        purpose: String,
    },
}

/// A mediator beside a citizen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    /// The person.
    pub person: PersonId,
    /// Name at that time.
    pub name: Private<String>,
}

impl From<&Actor> for Who {
    fn from(actor: &Actor) -> Self {
        let (person, session, name, software) =
            (actor.person, actor.session, actor.name.clone(), actor.software);
        let software_name = actor.called.software.clone();
        match &actor.capacity {
            Capacity::Citizen => {
                let with = actor
                    .assisted_by
                    .as_ref()
                    .map(|helper| Helper { person: helper.person, name: helper.name.clone() });
                Self::Citizen { person, session, name, software, with, software_name }
            }
            Capacity::Professional(practice) => Self::Professional {
                person,
                session,
                name,
                rpps: practice.rpps.to_string(),
                profession: practice.profession.clone(),
                organisation: practice.organisation,
                organisation_name: actor.called.organisation.clone(),
                software,
                software_name,
            },
            Capacity::Establishment { organisation, .. } => {
                let organisation = *organisation;
                Self::Establishment { person, session, name, organisation, software, software_name }
            }
            Capacity::Guest => Self::Guest { person, session, name },
            Capacity::Admin(roles) => Self::Admin { person, session, name, roles: roles.clone() },
        }
    }
}

/// Events that are equal within a window are one line with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What makes two events equal: ids and fixed words, never a value of a person.
    pub key: String,
    /// Length of the window; windows are aligned to it.
    pub window: TimeDelta,
}

/// What the desk hands to the journal.
pub(crate) struct Note {
    pub(crate) entry: Entry,
    pub(crate) tally: Option<Tally>,
}

/// Makes the due for one line of a chain.
///
/// `head` is the chain's head as it was read in this transaction, if it was: it saves the journal a question.
/// `refusal` lines are written even though the transaction is rolled back.
pub fn line(chain: Uuid, head: Option<Head>, entry: Entry, tally: Option<Tally>, refusal: bool) -> Due {
    Due { chain, head, refusal, note: Box::new(Note { entry, tally }) }
}

impl Entry {
    /// Reaches the entry inside a due, to complete it before the transaction ends.
    pub fn of(due: &mut Due) -> Option<&mut Self> {
        due.note.downcast_mut::<Note>().map(|note| &mut note.entry)
    }

    /// Tells one thing that the act changed.
    pub fn tell_fact(&mut self, kind: &str, is: serde_json::Value) {
        self.facts.push(Fact { kind: kind.to_owned(), is });
    }

    /// Makes the line of a due stand for all equal events of a window.
    pub fn count(due: &mut Due, tally: Tally) {
        if let Some(note) = due.note.downcast_mut::<Note>() {
            note.tally = Some(tally);
        }
    }

    /// Turns the line of a due into the refusal it ended as, counted with its equals.
    pub fn refuse(due: &mut Due, rule: &str, thing: Uuid, tally: Tally) {
        due.refusal = true;
        due.head = None;
        if let Some(note) = due.note.downcast_mut::<Note>() {
            note.entry.outcome = Outcome::Refused;
            rule.clone_into(&mut note.entry.rule);
            note.entry.things = vec![thing];
            note.entry.facts = Vec::new();
            note.tally = Some(tally);
        }
    }
}

/// How many chains the system has of its own; several, so that strangers do not wait for each other.
const SYSTEM_CHAINS: u8 = 16;

/// The chain for what is not about one existing space, spread by who asks.
pub fn system_chain(asker: Uuid) -> Uuid {
    let spread = asker.as_bytes().iter().fold(0u8, |sum, byte| sum ^ byte) % SYSTEM_CHAINS;
    Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0000 | u128::from(spread))
}

/// All chains of the system.
pub(crate) fn system_chains() -> impl Iterator<Item = Uuid> {
    (0..SYSTEM_CHAINS).map(|n| Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0000 | u128::from(n)))
}
