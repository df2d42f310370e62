//! The check of an access token beside the bare verification of its signature.

use std::{hint::black_box, time::Instant};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use vault::Purpose;

use super::turns;
use crate::{Outcome, ground::Ground, plan::Plan, report::Row};

/// How much dearer the whole check may be.
const GOAL: f64 = 1.5;
/// Checks between two looks at the clock.
const AT_ONCE: u32 = 200;

/// Measures both, in turns.
///
/// # Errors
/// When the token is refused.
pub(crate) fn measure(plan: &Plan, ground: &Ground, tokens: &[String]) -> Outcome<Row> {
    let identity = &ground.house.identity;
    let token = tokens.first().ok_or("no token")?;
    let (message, signature) = token.rsplit_once('.').ok_or("a token without a signature")?;
    let signature = URL_SAFE_NO_PAD.decode(signature)?;
    let key = ground.house.vault.service(Purpose::Tokens).current()?;
    let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.signer()?.public_key())
        .map_err(|_| "the public key cannot be read")?;
    let bare = || public.verify_sig(black_box(message.as_bytes()), black_box(&signature)).is_ok();
    // A token that is known again costs less: that is not what is measured.
    let whole = || identity.verify_anew(black_box(token)).is_ok();
    if !bare() || !whole() {
        return Err("a fresh token is refused".into());
    }
    let (mut bares, mut wholes) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        bares.push(micros(plan, bare));
        wholes.push(micros(plan, whole));
    }
    let bare = turns::median(bares).unwrap_or_default();
    let whole = turns::median(wholes).unwrap_or_default();
    let ratio = whole / bare.max(1e-9);
    Ok(Row {
        work: "token check beside the bare ES256 verification (ratio is cost)".to_owned(),
        floor: format!("{bare:.1} µs"),
        carnet: format!("{whole:.1} µs"),
        ratio: Some(ratio),
        goal: format!("at most {GOAL}"),
        met: Some(ratio <= GOAL),
        figures: json!({ "bare_micros": bare, "check_micros": whole }),
    })
}

/// Microseconds of one call.
fn micros(plan: &Plan, mut call: impl FnMut() -> bool) -> f64 {
    let began = Instant::now();
    let mut calls = 0_u32;
    while began.elapsed() < plan.in_memory {
        for _ in 0..AT_ONCE {
            black_box(call());
        }
        calls += AT_ONCE;
    }
    began.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
}
