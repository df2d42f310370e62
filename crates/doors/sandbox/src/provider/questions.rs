//! Questions to people who sit at other software (CIBA, poll mode): waiting until the person says yes or no on the
//! provider's page, or until their time is over.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Given, Provider, fresh};
use crate::people::{Part, Persona, practices};

/// How long a question waits, how long it is remembered, and how often it may be looked at.
pub(super) const LIFE: TimeDelta = TimeDelta::minutes(2);
const KEPT: TimeDelta = TimeDelta::minutes(10);
pub(super) const INTERVAL: TimeDelta = TimeDelta::seconds(2);

/// A person who was asked.
pub(super) struct Question {
    /// How the page names it, which is not what the software fetches the answer by.
    shown_as: String,
    persona: &'static Persona,
    message: String,
    at: DateTime<Utc>,
    answer: Option<bool>,
    fetched: bool,
    looked: Option<DateTime<Utc>>,
}

impl Question {
    pub(super) fn is_kept(&self, now: DateTime<Utc>) -> bool {
        now < self.at + KEPT
    }

    fn waits(&self, now: DateTime<Utc>) -> bool {
        self.answer.is_none() && now < self.at + LIFE
    }
}

/// A question as the page shows it.
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) persona: &'static Persona,
    pub(crate) message: String,
}

/// What became of a question.
pub(crate) enum Answer {
    Unknown,
    Pending,
    SlowDown,
    Denied,
    Expired,
    Given(Given),
}

impl Provider {
    /// Asks the professional of this number. Gives what the answer is fetched by; none when nobody has it.
    pub(crate) fn ask(&self, number: &str, message: &str) -> Option<String> {
        let known = |persona: &&'static Persona| match persona.part {
            Part::Professional(entry) => {
                practices(entry).is_ok_and(|practices| practices.rpps.national_id().as_str() == number)
            }
            _ => false,
        };
        let persona = self.people().find(known)?;
        let (id, at) = (fresh(self.rng.as_ref()), self.clock.now());
        let shown_as = fresh(self.rng.as_ref());
        let mut grants = self.grants();
        grants.forget(at);
        let message = message.to_owned();
        let question =
            Question { shown_as, persona, message, at, answer: None, fetched: false, looked: None };
        grants.questions.insert(id.clone(), question);
        Some(id)
    }

    /// The questions that wait, the oldest first.
    pub(crate) fn waiting(&self) -> Vec<Shown> {
        let now = self.clock.now();
        let grants = self.grants();
        let mut waiting: Vec<_> = grants.questions.values().filter(|question| question.waits(now)).collect();
        waiting.sort_by_key(|question| question.at);
        let shown = |question: &&Question| Shown {
            id: question.shown_as.clone(),
            persona: question.persona,
            message: question.message.clone(),
        };
        waiting.iter().map(shown).collect()
    }

    /// What the person says. False when the question waits no more.
    pub(crate) fn answer(&self, shown_as: &str, yes: bool) -> bool {
        let now = self.clock.now();
        let mut grants = self.grants();
        let mut waiting = grants.questions.values_mut().filter(|question| question.waits(now));
        match waiting.find(|question| question.shown_as == shown_as) {
            Some(question) => {
                question.answer = Some(yes);
                true
            }
            None => false,
        }
    }

    /// Looks for the answer, which is given once.
    pub(crate) fn look(&self, id: &str) -> Answer {
        let now = self.clock.now();
        let persona = {
            let mut grants = self.grants();
            let Some(question) = grants.questions.get_mut(id).filter(|question| !question.fetched) else {
                return Answer::Unknown;
            };
            let early = question.looked.is_some_and(|looked| now < looked + INTERVAL);
            question.looked = Some(now);
            match question.answer {
                None if now >= question.at + LIFE => return Answer::Expired,
                None if early => return Answer::SlowDown,
                None => return Answer::Pending,
                Some(yes) => {
                    question.fetched = true;
                    if !yes {
                        return Answer::Denied;
                    }
                    question.persona
                }
            }
        };
        let grant = self.begin(persona);
        Answer::Given(self.give(grant))
    }
}
