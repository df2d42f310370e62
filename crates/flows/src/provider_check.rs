//! Asking an identity provider whether its own session still runs beside one of ours.

use std::{sync::Arc, time::Duration};

use identity::{
    ProviderSession,
    oidc::{AtProvider, Refreshed},
};
use kernel::SessionId;
use webkit::{DeskGate, Problem};

use crate::House;

/// Between two tries to keep what a provider said.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];

/// Asks the provider of a session whether that still counts, once in some minutes while the session is used: a session
/// that was ended there ends here; one whose provider is not well goes on, and is asked about again. Whoever used the
/// session does not wait for this.
pub async fn provider_check(house: Arc<House>, gate: DeskGate, session: SessionId) {
    if let Err(problem) = check(house, gate, session).await {
        tracing::warn!(%problem, "the provider of a session was not asked");
    }
}

async fn check(house: Arc<House>, gate: DeskGate, session: SessionId) -> Result<(), Problem> {
    let identity = Arc::clone(&house.identity);
    let claimed =
        gate.run(move |desk| told(desk.write(|tx| identity.claim_provider_check(tx, session)))).await?;
    let Some(ProviderSession { provider: name, at_provider: held }) = claimed else { return Ok(()) };
    let Some(provider) = house.providers.get(&name) else { return Ok(()) };
    let kept = match provider.refresh(&held).await {
        Refreshed::Alive(proven) => Some(proven.at_provider),
        Refreshed::Unwell { fault, newer } => {
            tracing::warn!(provider = %name, cause = %fault, "a provider could not say whether a session runs");
            let Some(newer) = newer else { return Ok(()) };
            Some(*newer)
        }
        Refreshed::NoToken => return Ok(()),
        Refreshed::Ended => None,
        Refreshed::Untrusted(why) => {
            tracing::warn!(provider = %name, cause = %why, "what a provider said of a session does not hold");
            None
        }
    };
    if kept.is_none() {
        tracing::info!(provider = %name, "a session ended with that of its provider");
    }
    let kept = Arc::new(kept);
    // The token that was used counts no more at the provider: what it gave instead is not lost to a busy moment.
    for pause in PAUSES {
        if note(&house, &gate, session, &kept).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(pause).await;
    }
    note(&house, &gate, session, &kept).await
}

async fn note(
    house: &House,
    gate: &DeskGate,
    session: SessionId,
    kept: &Arc<Option<AtProvider>>,
) -> Result<(), Problem> {
    let (identity, kept) = (Arc::clone(&house.identity), Arc::clone(kept));
    gate.run(move |desk| match kept.as_ref() {
        Some(kept) => told(desk.write(|tx| identity.keep_at_provider(tx, session, kept))),
        None => told(desk.write(|tx| identity.end_session(tx, session))).map(drop),
    })
    .await
}

fn told<R>(done: Result<R, identity::Error>) -> Result<R, Problem> {
    done.map_err(|error| Problem::from_error(error.kind(), &error))
}
