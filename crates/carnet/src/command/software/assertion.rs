use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use identity::client::sign_assertion;
use kernel::{SystemClock, SystemRng};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::shown_by::text;
use crate::{fault::Fault, say};

/// For whom an assertion is signed.
#[derive(Debug, Args)]
pub(in crate::command) struct Assertion {
    /// The client id.
    client: Uuid,
    /// The private key in PEM (`BEGIN PRIVATE KEY`), EC P-256.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The origin of the service, as `server.public_origin` has it.
    #[arg(long, value_name = "ORIGIN")]
    audience: String,
}

/// Prints an assertion for this service, which counts for five minutes, and once.
pub(super) fn run(assertion: &Assertion) -> Result<ExitCode, Fault> {
    let key = SecretString::from(text(&assertion.key)?);
    let (client, audience) = (assertion.client.into(), &assertion.audience);
    let signed = sign_assertion(client, &key, audience, &SystemClock, &SystemRng::default());
    let signed = signed.map_err(Fault::at("nothing was signed"))?;
    say::line(signed.expose_secret());
    Ok(ExitCode::SUCCESS)
}
