use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, ProvisionId};
use serde_json::Value;

use crate::{Consent, Error, Provision};

/// How far ahead an end may lie that is no bound of a right: longer than anybody plans, and within every calendar.
pub const FARTHEST_END: Duration = Duration::days(120 * 365);

/// How long ago a beginning may lie that was meant to be now, and how far ahead: clocks differ.
pub(super) const LATE: Duration = Duration::minutes(5);

/// Whether something may begin then.
pub(super) fn check_beginning(
    what: &str,
    beginning: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(beginning) = beginning else { return Ok(()) };
    if beginning < now - LATE {
        let over = beginning.to_rfc3339();
        return Err(Error::Unprocessable(format!("{what} begins now or later; `{over}` is over")));
    }
    if beginning > now + FARTHEST_END {
        let far = beginning.to_rfc3339();
        return Err(Error::Unprocessable(format!("{what} begins within 120 years; `{far}` lies too far")));
    }
    Ok(())
}

/// Whether something may end then.
pub(super) fn check_end(what: &str, end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(end) = end else { return Ok(()) };
    if end <= now {
        return Err(Error::Unprocessable(format!("{what} ends after now; `{}` is over", end.to_rfc3339())));
    }
    if end > now + FARTHEST_END {
        return Err(Error::Unprocessable(format!(
            "{what} ends within 120 years or, without an end, stands until it is lifted; `{}` lies too far",
            end.to_rfc3339()
        )));
    }
    Ok(())
}

/// Whether a text says something: so many characters at most, a letter or a digit among them, and none that is not seen or turns
/// round what is read.
pub(super) fn check_words(what: &str, text: &str, most: usize) -> Result<(), Error> {
    let text = text.trim();
    let turns_round = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_unseen = |c: char| turns_round(c) || c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(is_unseen) {
        let fault =
            format!("{what} has no control characters and none that turn round the direction of reading");
        return Err(Error::Unprocessable(fault));
    }
    if text.chars().any(char::is_alphanumeric) && text.chars().count() <= most {
        return Ok(());
    }
    Err(Error::Unprocessable(format!("{what} has 1 to {most} characters, a letter or a digit among them")))
}

/// Whether one end comes before another; none is never.
pub(super) fn ends_before(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> bool {
    one.is_some_and(|one| other.is_none_or(|other| one < other))
}

/// Whether there may be so many.
pub(super) fn check_number(what: &str, number: usize, most: u32) -> Result<(), Error> {
    match usize::try_from(most) {
        Ok(most) if number > most => Err(Error::Unprocessable(format!(
            "a record has at most {most} {what}; end one that is not needed any more first"
        ))),
        _ => Ok(()),
    }
}

impl Consent {
    /// A provision that somebody gives now, open at its end and about nobody.
    pub(crate) fn provision_of(
        &self,
        kind: &str,
        terms: Value,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Provision {
        Provision {
            id: ProvisionId::new(self.clock.as_ref(), self.rng.as_ref()),
            kind: kind.to_owned(),
            person: None,
            organisation: None,
            terms: terms.into(),
            starts_at: now,
            ends_at: None,
            given_by: actor.person,
            given_at: now,
            secret: false,
        }
    }
}
