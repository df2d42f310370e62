use chrono::TimeDelta;
use config::Reference;
use database::Tx;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vault::Purpose;
use zeroize::Zeroizing;

use super::{
    Granted, WantedSituation,
    grant_to_client::KnownPerson,
    login_attempt::{digest_of, fresh},
};
use crate::{
    Error, Identity, NotGranted, Scopes,
    client::{Client, Terms},
    oidc::{Answer, Proven, Waiting},
    store,
};

const DOMAIN: &str = "identity.backchannel-ask";
const TABLE: &str = "identity.backchannel_ask";

/// What the pause grows by when software looks too often (CIBA, section 11), and how long it becomes.
const STEP: u32 = 5;
const LONGEST_PAUSE: u32 = 60;
/// How long somebody who was proven may take to choose a situation of practice, and how long an answer is kept while the
/// provider cannot say whose it is.
const TO_CHOOSE: TimeDelta = TimeDelta::minutes(5);
/// Longer than the provider is waited for, with all that it is asked in one look.
const IN_FLIGHT: TimeDelta = TimeDelta::seconds(45);

/// Somebody who is asked: what the software fetches the answer by.
#[derive(Debug)]
pub struct AskedPerson {
    /// By what the answer is fetched (`auth_req_id`). It is stored as a digest alone.
    pub auth_req_id: SecretString,
    /// How long the question lasts.
    pub expires_in: TimeDelta,
    /// Seconds between two looks for the answer.
    pub pause: u32,
}

/// A look for an answer.
#[derive(Debug)]
pub enum Look {
    /// Nobody was asked by this software under that name, or the answer was fetched.
    Unknown,
    /// The question is over.
    Over,
    /// The software looks too often; its pause is longer from now on.
    TooSoon,
    /// Another look is on its way to the provider.
    UnderWay,
    /// It is let through.
    Through(Box<ClaimedAsk>),
}

/// A look that was let through: no other is until it has come back and its pause is over.
#[derive(Debug)]
pub struct ClaimedAsk {
    /// The provider that asks.
    pub provider: String,
    /// What was asked for.
    pub scopes: Scopes,
    digest: [u8; 32],
    pause: u32,
    stage: Stage,
}

impl ClaimedAsk {
    /// How far the question has come.
    pub fn stage(&self) -> AskStage<'_> {
        match &self.stage {
            Stage::Asked(waiting) => AskStage::Asked(waiting),
            Stage::Answered(answer) => AskStage::Answered(answer),
            Stage::Proven(_) => AskStage::Proven,
        }
    }
}

/// How far a question has come.
#[derive(Debug)]
pub enum AskStage<'a> {
    /// The provider is asked for the answer by this.
    Asked(&'a Waiting),
    /// The person said yes, and the provider has yet to say who it is.
    Answered(&'a Answer),
    /// It is known who it is, and not yet in which situation of practice.
    Proven,
}

/// How far a question has come: what lies sealed in its row.
#[derive(Debug, Serialize, Deserialize)]
enum Stage {
    Asked(Waiting),
    Answered(Answer),
    Proven(KnownPerson),
}

impl Identity {
    /// Keeps what a provider gave for the answer of somebody who is being asked, and gives the software a name of ours for
    /// it.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn keep_ask(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        provider: &str,
        waiting: &Waiting,
        scopes: Scopes,
    ) -> Result<AskedPerson, Error> {
        let auth_req_id = fresh(self.rng.as_ref());
        let digest = digest_of(&auth_req_id);
        let sealed = self.seal_ask(&digest, provider, &Stage::Asked(waiting.clone()))?;
        let (now, pause) = (self.clock.now(), waiting.interval);
        let new = store::NewAsk {
            digest,
            software: client.id(),
            provider,
            sealed: &sealed,
            scopes: scopes.names(),
            pause_seconds: seconds(pause),
            next_at: now + TimeDelta::seconds(pause.into()),
            expires_at: waiting.expires_at,
        };
        store::insert_ask(tx, &new)?;
        Ok(AskedPerson { auth_req_id, expires_in: waiting.expires_at - now, pause })
    }

    /// Lets one look for an answer through in each pause: so the provider is asked no more often than it says.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn look_for_answer(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        auth_req_id: &SecretString,
    ) -> Result<Look, Error> {
        let (digest, now) = (digest_of(auth_req_id), self.clock.now());
        let Some(row) = store::lock_ask(tx, &digest, client.id())? else { return Ok(Look::Unknown) };
        if row.expires_at <= now {
            store::delete_ask(tx, &digest)?;
            return Ok(Look::Over);
        }
        let pause = u32::try_from(row.pause_seconds).unwrap_or(STEP);
        if now < row.next_at {
            self.pause_longer(tx, &digest, pause.saturating_add(STEP))?;
            return Ok(Look::TooSoon);
        }
        if row.looked_at_until.is_some_and(|until| now < until) {
            return Ok(Look::UnderWay);
        }
        store::claim_ask(tx, &digest, now + TimeDelta::seconds(pause.into()), now + IN_FLIGHT)?;
        let place: [&[u8]; 2] = [&digest, row.provider.as_bytes()];
        let plain = self.vault.service(Purpose::Codes).open(DOMAIN, &place, &row.sealed)?;
        let stage =
            serde_json::from_slice(&plain).map_err(|_| unreadable("a question has an unknown shape"))?;
        let scopes = Scopes::of_names(&row.scopes).ok_or_else(|| unreadable("a scope is unknown"))?;
        Ok(Look::Through(Box::new(ClaimedAsk { provider: row.provider, scopes, digest, pause, stage })))
    }

    /// Keeps what the provider gave for a yes, since it gives that once. The look goes on.
    ///
    /// # Errors
    /// [`NotGranted::Exchanged`] where the question was ended meanwhile; the database's and the vault's.
    pub fn keep_answer(&self, tx: &mut Tx<'_>, ask: &ClaimedAsk, answer: &Answer) -> Result<(), Error> {
        let sealed = self.seal_ask(&ask.digest, &ask.provider, &Stage::Answered(answer.clone()))?;
        let kept = store::keep_answer(tx, &ask.digest, &sealed, self.clock.now() + TO_CHOOSE)?;
        if kept { Ok(()) } else { Err(NotGranted::Exchanged.into()) }
    }

    /// The look came back without an answer: the next one is let through after its pause.
    ///
    /// # Errors
    /// The database's.
    pub fn come_back(&self, tx: &mut Tx<'_>, ask: &ClaimedAsk) -> Result<(), Error> {
        Ok(store::release_ask(tx, &ask.digest)?)
    }

    /// The provider wants to be asked less often.
    ///
    /// # Errors
    /// The database's.
    pub fn look_less_often(&self, tx: &mut Tx<'_>, ask: &ClaimedAsk, pause: u32) -> Result<(), Error> {
        self.pause_longer(tx, &ask.digest, pause.max(ask.pause.saturating_add(STEP)))?;
        self.come_back(tx, ask)
    }

    /// Ends a question to which there will be no other answer.
    ///
    /// # Errors
    /// The database's.
    pub fn end_ask(&self, tx: &mut Tx<'_>, ask: &ClaimedAsk) -> Result<(), Error> {
        store::delete_ask(tx, &ask.digest)?;
        Ok(())
    }

    /// Opens the session of somebody who said yes, now (`proven`) or at a look before, and ends the question; or keeps who it
    /// is while a situation of practice is chosen.
    ///
    /// # Errors
    /// [`Error::NotAdmitted`]; the database's and the vault's.
    pub fn grant_asked(
        &self,
        tx: &mut Tx<'_>,
        client: &Client,
        ask: &ClaimedAsk,
        proven: Option<&Proven>,
        wanted: (Terms, Option<&WantedSituation>),
        reference: &Reference,
    ) -> Result<Granted, Error> {
        let known_now = match proven {
            Some(proven) => Some(self.known(tx, proven, reference)?),
            None => None,
        };
        let known = match (&known_now, &ask.stage) {
            (Some(known), _) | (None, Stage::Proven(known)) => known,
            (None, Stage::Asked(_) | Stage::Answered(_)) => return Err(NotGranted::Exchanged.into()),
        };
        let granted = self.grant_known(tx, client, &ask.provider, known, wanted, None)?;
        match (&granted, known_now) {
            (Granted::Session(_), _) => {
                if !store::delete_ask(tx, &ask.digest)? {
                    return Err(NotGranted::Exchanged.into());
                }
            }
            (Granted::Choice(_), Some(known)) => {
                let sealed = self.seal_ask(&ask.digest, &ask.provider, &Stage::Proven(known))?;
                let now = self.clock.now();
                if !store::keep_proven(tx, &ask.digest, &sealed, now, now + TO_CHOOSE)? {
                    return Err(NotGranted::Exchanged.into());
                }
            }
            (Granted::Choice(_), None) => {
                store::pause_ask(tx, &ask.digest, seconds(ask.pause), self.clock.now())?;
                self.come_back(tx, ask)?;
            }
        }
        Ok(granted)
    }

    fn pause_longer(&self, tx: &mut Tx<'_>, digest: &[u8; 32], pause: u32) -> Result<(), Error> {
        let pause = pause.min(LONGEST_PAUSE);
        let next_at = self.clock.now() + TimeDelta::seconds(pause.into());
        Ok(store::pause_ask(tx, digest, seconds(pause), next_at)?)
    }

    fn seal_ask(&self, digest: &[u8; 32], provider: &str, stage: &Stage) -> Result<Vec<u8>, Error> {
        let plain = serde_json::to_vec(stage).map_err(|_| unreadable("a question cannot be written"))?;
        let place: [&[u8]; 2] = [digest, provider.as_bytes()];
        Ok(self.vault.service(Purpose::Codes).seal(DOMAIN, &place, &Zeroizing::new(plain))?)
    }
}

fn seconds(pause: u32) -> i32 {
    i32::try_from(pause.clamp(1, LONGEST_PAUSE)).unwrap_or(1)
}

fn unreadable(what: &'static str) -> Error {
    Error::Database(database::Error::Row { table: TABLE, what })
}
