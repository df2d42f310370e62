//! What a consent says is sealed and bound to its row; the state of a space with all of that has a digest.

use database::Error;
use kernel::Rng;
use serde::de::IgnoredAny;
use vault::SpaceKeys;

use crate::{Provision, Terms};

const PROVISION: &str = "consent.provision";
const STATE: &str = "consent.state";

/// To what the terms of a provision are bound.
fn binding(one: &Provision) -> String {
    let or_nil = |id: Option<uuid::Uuid>| id.unwrap_or_default();
    format!(
        "{}|{}|{}|{}|{}|{}|{}|{}{}",
        one.id,
        one.kind,
        or_nil(one.person.map(kernel::Id::uuid)),
        or_nil(one.organisation.map(kernel::Id::uuid)),
        one.starts_at.timestamp_micros(),
        one.ends_at.map_or_else(|| "open".to_owned(), |end| end.timestamp_micros().to_string()),
        one.given_by,
        one.given_at.timestamp_micros(),
        if one.secret { "|secret" } else { "" },
    )
}

/// Seals the terms of a provision, bound to the rest of it.
pub(crate) fn seal(keys: &SpaceKeys, rng: &dyn Rng, one: &Provision) -> Result<Vec<u8>, vault::Error> {
    keys.seal(rng, PROVISION, &[binding(one).as_bytes()], one.terms.to_string().as_bytes())
}

/// Opens the terms of a provision whose other columns stand in it already.
pub(crate) fn open(keys: &SpaceKeys, one: &mut Provision, sealed: Option<&[u8]>) -> Result<(), Error> {
    let plain = sealed.and_then(|sealed| keys.open(PROVISION, &[binding(one).as_bytes()], sealed).ok());
    let Some(plain) = plain else { return Err(forged("consent.provision", "a provision does not open")) };
    // Read to its end and thrown away: what says nothing is no consent, whenever its terms are asked for.
    let what = "terms that cannot be read";
    serde_json::from_slice::<IgnoredAny>(&plain)
        .map_err(|_| Error::Row { table: "consent.provision", what })?;
    one.terms = Terms::of_text(plain);
    Ok(())
}

/// What the digest of a space covers: what a decision reads of its row, the rest of the row, and all its provisions.
pub(crate) struct State<'a> {
    pub(crate) state: &'a str,
    pub(crate) holder: uuid::Uuid,
    pub(crate) zone: &'a str,
    pub(crate) rest: &'a [u8],
    pub(crate) said: &'a [u8],
}

impl State<'_> {
    fn parts(&self) -> [&[u8]; 5] {
        [self.state.as_bytes(), self.holder.as_bytes(), self.zone.as_bytes(), self.rest, self.said]
    }

    /// The digest.
    pub(crate) fn digest(&self, keys: &SpaceKeys) -> Vec<u8> {
        keys.mac(STATE, &self.parts()).to_vec()
    }

    /// Whether the digest is the one of this state.
    pub(crate) fn check(&self, keys: &SpaceKeys, digest: Option<&[u8]>) -> Result<(), Error> {
        match digest {
            Some(digest) if keys.verify_mac(STATE, &self.parts(), digest) => Ok(()),
            _ => Err(forged("consent.space", "what is said in a space is not what its digest covers")),
        }
    }
}

/// Raises that a row was changed outside the program, and gives the error that refuses.
pub(crate) fn forged(table: &'static str, what: &'static str) -> Error {
    metrics::counter!("consent_forged_rows_total").increment(1);
    tracing::error!(table, "consent was changed outside the program; refused");
    Error::Row { table, what }
}
