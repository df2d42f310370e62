//! Log-ins of the doctors and their care relationships, as the services make them.

use consent::{Ask, rules::Evidence, service::RelationshipCommand};
use identity::{SessionCapacity, service::NewSession};
use kernel::{Assurance, RequestId};
use secrecy::ExposeSecret;

use crate::{Outcome, fill, ground::Ground, people, people::Kind, plan::Plan};

/// Relationships of one transaction.
const AT_ONCE: usize = 64;

/// Opens a session for each doctor and a relationship with each of the doctor's patients; gives the tokens.
///
/// # Errors
/// Any service's.
pub(crate) fn open(plan: &Plan, ground: &Ground) -> Outcome<Vec<String>> {
    let mut tokens = Vec::new();
    let records = fill::records(plan);
    for number in 0..plan.connections {
        tokens.push(open_one(plan, ground, number, &records)?);
    }
    Ok(tokens)
}

fn open_one(plan: &Plan, ground: &Ground, number: u64, records: &[people::Record]) -> Outcome<String> {
    let house = &ground.house;
    let capacity = SessionCapacity::Professional {
        person: people::doctor(number),
        situation: people::situation(number),
    };
    let new = NewSession::new(capacity, Assurance::Substantial);
    let session = house.desk.write(|tx| house.identity.open_session(tx, &new))?;
    let request = RequestId::new(house.clock.as_ref(), house.rng.as_ref());
    let actor = people::actor(number, session.id, request)?;
    let command = RelationshipCommand {
        evidence: Evidence::TeamInCharge,
        days: None,
        code: None,
        collected_by: None,
        idempotency: None,
    };
    let patients: Vec<_> = records
        .iter()
        .filter(|(kind, record)| *kind == Kind::Hot || record % plan.connections == number)
        .collect();
    for some in patients.chunks(AT_ONCE) {
        house.desk.write(|tx| {
            for record in some {
                house.consent.open_relationship(
                    tx,
                    &actor,
                    people::space(**record),
                    Ask::default(),
                    &command,
                )?;
            }
            Ok::<_, consent::Error>(())
        })?;
    }
    Ok(house.identity.issue(&session)?.access_token.expose_secret().to_owned())
}
