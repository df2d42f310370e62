use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use journal::{Entry, Outcome, Tally, Who};
use kernel::{RequestId, SpaceId};

use crate::{Action, Error, Facts, Refusal, rules::is_secret};

/// Equal refusals of a minute are one line and a number.
pub(crate) fn refusal_window(key: String) -> Tally {
    Tally { key, window: TimeDelta::minutes(1) }
}

/// Buffers the line of a refusal and gives the error. Where there is no space it goes to a chain of the system.
/// The head is asked for anew in both cases, so that an absent space and a closed one cost the same.
pub(crate) fn refused<A: Action>(
    tx: &mut Tx<'_>,
    facts: &Facts,
    space: SpaceId,
    who: Who,
    request: RequestId,
    refusal: Refusal,
) -> Error {
    let chain = match &facts.space {
        Some(space) => space.id.uuid(),
        None => journal::system_chain(facts.party.person.uuid()),
    };
    let mut entry = entry::<A>(facts.now, who, request, None, refusal.rule.as_str(), Outcome::Refused);
    entry.things.push(space.uuid());
    entry.detail = serde_json::json!({ "reason": format!("{:?}", refusal.reason) });
    entry.secret = is_secret(facts, &[]);
    let apart = if entry.secret { "/secret" } else { "" };
    let key = format!("refused/{}/{}/{}/{}{apart}", facts.party.person, space, A::NAME, refusal.rule);
    tx.owe(journal::line(chain, None, entry, Some(refusal_window(key)), true));
    Error::Refused(refusal)
}

pub(crate) fn entry<A: Action>(
    at: DateTime<Utc>,
    who: Who,
    request: RequestId,
    way: Option<String>,
    rule: &str,
    outcome: Outcome,
) -> Entry {
    Entry {
        at,
        request,
        who,
        act: A::NAME.to_owned(),
        way,
        rule: rule.to_owned(),
        outcome,
        things: Vec::new(),
        detail: serde_json::Value::Null,
        facts: Vec::new(),
        secret: false,
        times: None,
    }
}
