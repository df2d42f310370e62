use std::{fmt, sync::Arc, time::Duration};

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use kernel::Rng;
use secrecy::{ExposeSecret, SecretString};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};

use super::{Breached, Password, PasswordFault};
use crate::Error;

/// Hashes at the same time: each takes 19 MiB and one processor.
const SEATS: usize = 2;
/// Longest wait for one of them.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a salt.
const SALT: usize = 16;
/// The hash of a password that nobody has, with the parameters in force: what is compared where there is no account.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Q2FybmV0L25vYm9keS8wMQ$ZZ6YQ5hKcEDhVs4v9j8SLFAbAe1XQVJYEdEU1Yqu0pI";

/// A password hash as it is stored: a PHC string, which names its parameters.
#[derive(Clone)]
pub struct Phc(SecretString);

/// What came of comparing a password.
#[derive(Debug)]
pub struct Checked {
    /// Whether it is the one of the account.
    pub right: bool,
    /// Its hash with the parameters in force, where the one that is stored has older ones.
    pub renewed: Option<Phc>,
}

/// Hashes passwords, two at a time, away from every transaction.
pub struct Passwords {
    seats: Arc<Semaphore>,
    rng: Arc<dyn Rng>,
    breached: Option<Arc<dyn Breached>>,
}

impl Phc {
    pub(crate) fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn from_stored(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phc")
    }
}

impl Passwords {
    /// Hashes with salts of this source; passwords that stand in the list, where there is one, are not taken.
    pub fn new(rng: Arc<dyn Rng>, breached: Option<Arc<dyn Breached>>) -> Self {
        Self { seats: Arc::new(Semaphore::new(SEATS)), rng, breached }
    }

    /// Compares a password with the one stored. Without one the same work is done, and the answer is no.
    ///
    /// # Errors
    /// [`Error::Busy`] when no seat becomes free for five seconds.
    pub async fn check(&self, stored: Option<Phc>, given: Password) -> Result<Checked, Error> {
        let rng = Arc::clone(&self.rng);
        self.seated(move || {
            let hash = PasswordHash::new(stored.as_ref().map_or(NOBODYS, Phc::reveal));
            let Ok(hash) = hash else { return Err(Error::Hashing) };
            let right = hasher().verify_password(given.reveal().as_bytes(), &hash).is_ok();
            let right = right && stored.is_some();
            let older = Params::try_from(&hash).map_or(true, |params| !same_cost(&params));
            let renewed = if right && older { Some(hash_now(&given, rng.as_ref())?) } else { None };
            Ok(Checked { right, renewed })
        })
        .await
    }

    /// Judges a password that somebody chose, and hashes it.
    ///
    /// # Errors
    /// [`Error::Password`] for one that is weak or became known, [`Error::Busy`] as [`Passwords::check`], and
    /// [`Error::Breached`] when the list cannot be read.
    pub async fn choose(&self, chosen: Password, address: String) -> Result<Phc, Error> {
        let (rng, breached) = (Arc::clone(&self.rng), self.breached.clone());
        self.seated(move || {
            if chosen.is_weak(&address) {
                return Err(PasswordFault::Weak.into());
            }
            if let Some(list) = breached {
                let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, chosen.reveal().as_bytes());
                let digits: String = sha1.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
                if list.holds(&digits).map_err(|error| Error::Breached(error.kind()))? {
                    return Err(PasswordFault::Breached.into());
                }
            }
            hash_now(&chosen, rng.as_ref())
        })
        .await
    }

    async fn seated<R: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<R, Error> + Send + 'static,
    ) -> Result<R, Error> {
        let seat = timeout(PATIENCE, Arc::clone(&self.seats).acquire_owned()).await;
        let seat: OwnedSemaphorePermit = seat.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)?;
        let done = spawn_blocking(move || {
            // The seat is given back when the work is done, even if nobody waits for it any more.
            let _seat = seat;
            work()
        });
        done.await.map_err(|_| Error::Hashing)?
    }
}

/// argon2id with 19 MiB, two passes and one lane.
fn hasher() -> Argon2<'static> {
    Argon2::default()
}

fn same_cost(params: &Params) -> bool {
    let ours = Params::DEFAULT;
    (params.m_cost(), params.t_cost(), params.p_cost()) == (ours.m_cost(), ours.t_cost(), ours.p_cost())
}

fn hash_now(password: &Password, rng: &dyn Rng) -> Result<Phc, Error> {
    let mut salt = [0; SALT];
    rng.fill(&mut salt);
    let hash: Result<PasswordHash, _> = hasher().hash_password_with_salt(password.reveal().as_bytes(), &salt);
    Ok(Phc(hash.map_err(|_| Error::Hashing)?.to_string().into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use std::{io, sync::Mutex};

    use kernel::SeededRng;

    use super::*;

    fn password(text: &str) -> Password {
        Password::read(&SecretString::from(text)).unwrap()
    }

    fn passwords() -> Passwords {
        Passwords::new(Arc::new(SeededRng::new(7)), None)
    }

    const GOOD: &str = "correct cheval agrafe pile";

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = passwords();
        let phc = passwords.choose(password(GOOD), "a@example.org".to_owned()).await.unwrap();
        assert!(phc.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "the parameters stand in it");
        let checked = passwords.check(Some(phc.clone()), password(GOOD)).await.unwrap();
        assert!(checked.right && checked.renewed.is_none());
        assert!(!passwords.check(Some(phc), password("Correct cheval agrafe pile")).await.unwrap().right);
        assert!(!passwords.check(None, password(GOOD)).await.unwrap().right);
    }

    #[test]
    fn the_hash_of_nobody_costs_as_much_as_any() {
        let hash = PasswordHash::new(NOBODYS).unwrap();
        assert!(same_cost(&Params::try_from(&hash).unwrap()));
        assert_eq!((hash.salt.unwrap().len(), hash.hash.unwrap().len()), (SALT, 32));
    }

    #[tokio::test]
    async fn a_hash_with_older_parameters_is_renewed_at_the_log_in() {
        let older = Argon2::from(Params::new(8 * 1024, 1, 1, None).unwrap());
        let hash: PasswordHash = older.hash_password_with_salt(GOOD.as_bytes(), b"sixteen bytes !!").unwrap();
        let older = Phc(hash.to_string().into());
        assert!(
            passwords()
                .check(Some(older.clone()), password("another one here"))
                .await
                .unwrap()
                .renewed
                .is_none()
        );
        let checked = passwords().check(Some(older), password(GOOD)).await.unwrap();
        let renewed = checked.renewed.unwrap();
        let again = passwords().check(Some(renewed), password(GOOD)).await.unwrap();
        assert!(again.right && again.renewed.is_none());
    }

    struct Listed(Mutex<Vec<String>>);

    impl Breached for Listed {
        fn holds(&self, sha1: &str) -> io::Result<bool> {
            self.0.lock().unwrap().push(sha1.to_owned());
            Ok(true)
        }
    }

    #[tokio::test]
    async fn what_is_weak_or_became_known_is_not_taken() {
        let list = Arc::new(Listed(Mutex::default()));
        let passwords = Passwords::new(Arc::new(SeededRng::new(7)), Some(list.clone()));
        let chosen = |text: &str| passwords.choose(password(text), "camille@example.org".to_owned());
        let fault = |outcome: Result<Phc, Error>| match outcome {
            Err(Error::Password(fault)) => fault,
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(chosen("password1234").await), PasswordFault::Weak);
        assert_eq!(fault(chosen(GOOD).await), PasswordFault::Breached);
        let sha1 = "5E05B0AAF8B4ADC7DA3C0F6C2BC2D3C8E2C6A8B1".len();
        assert_eq!(list.0.lock().unwrap().iter().map(String::len).collect::<Vec<_>>(), [sha1]);
    }
}
