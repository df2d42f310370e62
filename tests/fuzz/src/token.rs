use std::sync::{Arc, LazyLock};

use chrono::{TimeDelta, Utc};
use config::Reference;
use consent::{Consent, Rules};
use identity::{Claims, Identity, LookupLimits, MediationLimits, Session, Settings};
use kernel::{Assurance, Id};
use secrecy::ExposeSecret;

use crate::{cursor::altered, keys::Keys};

/// A service that has signed one token.
struct Signer {
    identity: Identity,
    token: String,
    claims: Claims,
}

static SIGNER: LazyLock<Signer> = LazyLock::new(|| {
    let Keys { vault, clock, rng } = Keys::new();
    let reference = Arc::new(Reference::load(None).unwrap());
    let rules = Rules::fr(&reference);
    let consent = Arc::new(Consent::new(rules, reference, vault.clone(), clock.clone(), rng.clone()));
    let hour = TimeDelta::hours(1);
    let issuer = "https://carnet.example".to_owned();
    let settings = Settings {
        issuer,
        access: hour,
        session: hour,
        idle: hour,
        fresh: hour,
        recovery: hour,
        zone: "UTC".parse().unwrap(),
        mail: false,
        lookups: LookupLimits { person: 1, organisation: 1, network: 1 },
        mediation: MediationLimits { session: hour, a_day: 1 },
    };
    let session = Session {
        id: Id::new(clock.as_ref(), rng.as_ref()),
        person: Id::new(clock.as_ref(), rng.as_ref()),
        by_citizen: true,
        assurance: Assurance::Substantial,
        bearer: identity::Bearer::default(),
        expires_at: clock.now().with_timezone(&Utc) + hour,
    };
    let identity = Identity::new(vault, consent, clock, rng, settings);
    let token = identity.issue(&session).unwrap().access_token.expose_secret().to_owned();
    let claims = identity.verify_anew(&token).unwrap();
    Signer { identity, token, claims }
});

/// Nothing verifies that was not signed: what verifies says what was signed, in the very header and claims that were.
///
/// The first byte chooses: text of a stranger, the signed token altered, or its signature behind other words.
pub fn token(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let signer = &*SIGNER;
    let signed = signer.token.rsplit_once('.').unwrap();
    let text = match choice % 3 {
        0 => String::from_utf8_lossy(rest).into_owned(),
        1 => altered(&signer.token, rest),
        _ => format!("{}.{}", String::from_utf8_lossy(rest), signed.1),
    };
    // Twice by the way that remembers, so that what was refused is refused again.
    for verified in [&text, &text].map(|text| signer.identity.verify(text)).into_iter().flatten() {
        assert_eq!(verified, signer.claims, "a token says what was not signed");
        assert_eq!(text.rsplit_once('.').unwrap().0, signed.0, "other words verify");
    }
}
