use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use database::{ReadTx, Tx};
use kernel::{AccountId, Private, Rng};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use vault::Purpose;
use zeroize::Zeroizing;

use crate::{Error, Identity, NotAdmitted, ReturnPath, store};

/// How long somebody may take at the provider, and then again to choose.
pub(super) const LIFE: TimeDelta = TimeDelta::minutes(10);
/// Longest state or cookie that is looked at.
const LONGEST: usize = 128;

const DOMAIN: &str = "identity.login-attempt";
const TABLE: &str = "identity.login_attempt";

/// A log-in that begins: what goes to the provider, and what stays with the browser.
#[derive(Debug)]
pub struct LoginAttempt {
    /// What the provider sends back.
    pub state: SecretString,
    /// What the ID token must repeat.
    pub nonce: SecretString,
    /// What the provider compares the verifier with: SHA-256 of it, base64url.
    pub challenge: String,
    /// The value of the cookie that binds the attempt to its browser.
    pub browser: SecretString,
}

/// An attempt whose one answer is being taken.
#[derive(Debug)]
pub struct ClaimedLogin {
    /// The attempt's nonce.
    pub nonce: SecretString,
    /// Its PKCE verifier.
    pub verifier: SecretString,
    /// Where the visitor goes afterwards.
    pub return_to: ReturnPath,
    /// Whether the person must have proven who they are anew.
    pub anew: bool,
    /// The account that is to become substantial by it.
    pub(super) account: Option<AccountId>,
    /// The provider that it was begun with.
    pub(super) provider: String,
    /// The cookie that binds it to its browser.
    pub(super) browser: SecretString,
}

/// What an attempt offers to choose from.
pub(super) struct Offered<T> {
    pub(super) offer: T,
    pub(super) provider: String,
    pub(super) return_to: ReturnPath,
}

/// What lies sealed in the row of an attempt.
#[derive(Serialize, Deserialize)]
struct Written {
    nonce: Private<String>,
    verifier: Private<String>,
    return_to: String,
    /// Whether the person must prove who they are anew.
    #[serde(default)]
    anew: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    account: Option<AccountId>,
}

impl Identity {
    /// Begins a log-in with a provider: one row, which ends after ten minutes, and the secrets that lead to it.
    ///
    /// # Errors
    /// The database's and the vault's.
    pub fn begin_login(
        &self,
        tx: &mut Tx<'_>,
        provider: &str,
        return_to: &ReturnPath,
    ) -> Result<LoginAttempt, Error> {
        self.begin_login_for(tx, provider, return_to, false, None)
    }

    /// As [`Identity::begin_login`]. `anew` says whether the person must prove who they are although the provider knows
    /// the browser; by it an account may be to become substantial, where its owner asked for that.
    ///
    /// # Errors
    /// As [`Identity::begin_login`].
    pub fn begin_login_for(
        &self,
        tx: &mut Tx<'_>,
        provider: &str,
        return_to: &ReturnPath,
        anew: bool,
        account: Option<AccountId>,
    ) -> Result<LoginAttempt, Error> {
        let fresh = || fresh(self.rng.as_ref());
        let (state, nonce, verifier, browser) = (fresh(), fresh(), fresh(), fresh());
        let written = Written {
            nonce: nonce.expose_secret().into(),
            verifier: verifier.expose_secret().into(),
            return_to: return_to.as_str().to_owned(),
            anew,
            account,
        };
        let digest_of_browser = digest_of(&browser);
        let sealed = self.seal_of_attempt("begun", &digest_of_browser, provider, &written)?;
        let row = store::NewAttempt {
            state: digest_of(&state),
            browser: digest_of_browser,
            provider,
            sealed: &sealed,
            expires_at: self.clock.now() + LIFE,
        };
        store::insert_attempt(tx, &row)?;
        let challenge = URL_SAFE_NO_PAD.encode(digest_of(&verifier));
        Ok(LoginAttempt { state, nonce, challenge, browser })
    }

    /// Claims the attempt that an answer belongs to, before the provider is asked: an answer is taken once, from the
    /// browser in which the attempt was begun, for the provider that it was begun with, and before its end.
    ///
    /// # Errors
    /// [`NotAdmitted::AttemptOver`] for anything else; the database's and the vault's.
    pub fn claim_login(
        &self,
        tx: &mut Tx<'_>,
        provider: &str,
        state: &SecretString,
        browser: &SecretString,
    ) -> Result<ClaimedLogin, Error> {
        let over = || Error::from(NotAdmitted::AttemptOver);
        if [state, browser].into_iter().any(|text| text.expose_secret().len() > LONGEST) {
            return Err(over());
        }
        let digest_of_browser = digest_of(browser);
        let claimed =
            store::claim_attempt(tx, &digest_of(state), &digest_of_browser, provider, self.clock.now())?;
        let row = claimed.ok_or_else(over)?;
        let written: Written =
            self.open_of_attempt("begun", &digest_of_browser, &row.provider, &row.sealed)?;
        Ok(ClaimedLogin {
            nonce: written.nonce.reveal().as_str().into(),
            verifier: written.verifier.reveal().as_str().into(),
            return_to: ReturnPath::parse(&written.return_to).unwrap_or_default(),
            anew: written.anew,
            account: written.account,
            provider: row.provider,
            browser: browser.clone(),
        })
    }

    /// Removes every attempt and every question to somebody that is over, and forgets what could be shown once and no longer
    /// counts; a job calls it. Says how many there were.
    ///
    /// # Errors
    /// The database's.
    pub fn prune_logins(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        let now = self.clock.now();
        let over = store::delete_attempts_over(tx, now)? + store::delete_asks_over(tx, now)?;
        Ok(over + store::forget_over(tx, now)?)
    }

    /// What the attempt of this browser offers, and where it leads.
    pub(super) fn offered<T: DeserializeOwned>(
        &self,
        rtx: &mut ReadTx<'_>,
        browser: &SecretString,
    ) -> Result<Offered<T>, Error> {
        let over = || Error::from(NotAdmitted::AttemptOver);
        if browser.expose_secret().len() > LONGEST {
            return Err(over());
        }
        let digest = digest_of(browser);
        let found = store::offered_to(rtx.conn(), &digest, self.clock.now())?;
        let (offered, row) = found.ok_or_else(over)?;
        let written: Written = self.open_of_attempt("begun", &digest, &row.provider, &row.sealed)?;
        let offered = self.open_of_attempt("offered", &digest, &row.provider, &offered)?;
        Ok(Offered {
            offer: offered,
            provider: row.provider,
            return_to: ReturnPath::parse(&written.return_to).unwrap_or_default(),
        })
    }

    /// Seals a part of an attempt for its row.
    pub(super) fn seal_of_attempt(
        &self,
        part: &str,
        browser: &[u8; 32],
        provider: &str,
        written: &impl Serialize,
    ) -> Result<Vec<u8>, Error> {
        let plain = Zeroizing::new(
            serde_json::to_vec(written).map_err(|_| unreadable("a log-in cannot be written down"))?,
        );
        let place: [&[u8]; 3] = [part.as_bytes(), browser, provider.as_bytes()];
        Ok(self.vault.service(Purpose::Codes).seal(DOMAIN, &place, &plain)?)
    }

    fn open_of_attempt<T: DeserializeOwned>(
        &self,
        part: &str,
        browser: &[u8; 32],
        provider: &str,
        sealed: &[u8],
    ) -> Result<T, Error> {
        let place: [&[u8]; 3] = [part.as_bytes(), browser, provider.as_bytes()];
        let plain = self.vault.service(Purpose::Codes).open(DOMAIN, &place, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| unreadable("a log-in has an unknown shape"))
    }
}

/// SHA-256 of a secret: what is stored of it.
pub(super) fn digest_of(secret: &SecretString) -> [u8; 32] {
    let digest = digest::digest(&digest::SHA256, secret.expose_secret().as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}

/// 256 random bits as text.
pub(super) fn fresh(rng: &dyn Rng) -> SecretString {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill(bytes.as_mut_slice());
    URL_SAFE_NO_PAD.encode(bytes.as_slice()).into()
}

fn unreadable(what: &'static str) -> Error {
    Error::Database(database::Error::Row { table: TABLE, what })
}
