mod assertion;
mod register;
mod shown_by;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use identity::client::{ClientAuth, GrantType, Registration};
use kernel::SoftwareId;
use uuid::Uuid;

use crate::{fault::Fault, say, start::Decided};
use shown_by::ShownBy;

/// What can be done with client software. It has keys or certificates of its own, and never a secret.
#[derive(Debug, Subcommand)]
pub(super) enum Software {
    /// Register software that may ask for tokens; prints its client id.
    Register(register::Register),
    /// List all that is registered.
    List,
    /// Show what is registered under a client id.
    Show(Named),
    /// Take software off the list and end its sessions at once.
    Revoke(Named),
    /// Say by which keys or certificates software shows itself from now on; its sessions go on.
    RotateKey(RotateKey),
    /// Print an assertion signed by a private key, to try the token endpoint by hand.
    Assertion(assertion::Assertion),
}

/// Which software.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// The client id.
    client: Uuid,
}

/// The keys or certificates of the time after.
#[derive(Debug, Args)]
pub(super) struct RotateKey {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    shown_by: ShownBy,
    /// Keep those of now in force too, until the software has changed over.
    #[arg(long)]
    beside: bool,
}

/// Does it.
pub(super) fn run(command: &Software) -> Result<ExitCode, Fault> {
    if let Software::Assertion(assertion) = command {
        return assertion::run(assertion);
    }
    Decided::read()?.in_house(|house| match command {
        Software::Register(register) => register::run(house, register),
        Software::List => list(house),
        Software::Show(named) => show(house, named.id()),
        Software::Revoke(named) => revoke(house, named.id()),
        Software::RotateKey(rotate) => rotate_key(house, rotate),
        Software::Assertion(_) => Ok(()),
    })?;
    Ok(ExitCode::SUCCESS)
}

impl Named {
    fn id(&self) -> SoftwareId {
        self.client.into()
    }
}

fn list(house: &flows::House) -> Result<(), Fault> {
    let all = house.desk.read(|rtx| house.identity.registrations(rtx)).map_err(Fault::at("no list"))?;
    for registration in &all {
        let software = &registration.software;
        let state = if software.listed { "listed " } else { "revoked" };
        say::line(format_args!(
            "{}  {state}  {}  {} {} ({})",
            software.id,
            registration.auth.method(),
            software.name,
            registration.version,
            registration.publisher
        ));
    }
    say::line(format_args!("{} registered", all.len()));
    Ok(())
}

fn show(house: &flows::House, id: SoftwareId) -> Result<(), Fault> {
    let registration = registered(house, id)?;
    let software = &registration.software;
    let row = |name: &str, value: String| say::line(format_args!("{name:<18} {value}"));
    row("client id", software.id.to_string());
    row("product", software.name.clone());
    row("version", registration.version.clone());
    row("publisher", registration.publisher.clone());
    row("listed", if software.listed { "yes" } else { "no" }.to_owned());
    row("organisation", software.organisation.map_or_else(|| "none".to_owned(), |id| id.to_string()));
    row("shows itself by", registration.auth.method().to_owned());
    match &registration.auth {
        ClientAuth::Keys(keys) => {
            for key in keys {
                let algorithm = key.algorithm().map(|algorithm| format!("{algorithm:?}")).unwrap_or_default();
                row("key", format!("{} ({algorithm})", key.name()));
            }
        }
        ClientAuth::Certificate { certificates, subject } => {
            certificates.iter().for_each(|digest| row("certificate", digest.to_string()));
            subject.iter().for_each(|name| row("certificate of", name.clone()));
        }
    }
    row("scopes", registration.scopes.to_string());
    row("grants", registration.grants.iter().map(|grant| grant.short()).collect::<Vec<_>>().join(" "));
    row(
        "provider clients",
        match registration.provider_clients.as_slice() {
            [] => "all that the provider's settings allow".to_owned(),
            named => named.join(" "),
        },
    );
    row("calls in a minute", registration.per_minute.to_string());
    row("registered", registration.registered_at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    Ok(())
}

fn revoke(house: &flows::House, id: SoftwareId) -> Result<(), Fault> {
    let ended = house.desk.write(|tx| house.identity.revoke_software(tx, id));
    let ended = ended.map_err(Fault::at("nothing was revoked"))?;
    say::line(format_args!("revoked; {ended} sessions ended"));
    Ok(())
}

fn rotate_key(house: &flows::House, rotate: &RotateKey) -> Result<(), Fault> {
    let id = rotate.named.id();
    let given = rotate.shown_by.read()?;
    let auth = match (rotate.beside, registered(house, id)?.auth) {
        (false, _) => given,
        (true, before) => together(before, given)?,
    };
    house
        .desk
        .write(|tx| house.identity.change_client_auth(tx, id, &auth))
        .map_err(Fault::at("nothing was changed"))?;
    show(house, id)
}

/// Both, where they are of one kind.
fn together(before: ClientAuth, given: ClientAuth) -> Result<ClientAuth, Fault> {
    match (before, given) {
        (ClientAuth::Keys(mut keys), ClientAuth::Keys(new)) => {
            for key in new {
                if keys.iter().any(|old| old.name() == key.name()) {
                    let name = key.name();
                    return Err(Fault::Failed(format!(
                        "a key named `{name}` is in force already; name the new one otherwise"
                    )));
                }
                keys.push(key);
            }
            Ok(ClientAuth::Keys(keys))
        }
        (
            ClientAuth::Certificate { certificates: mut all, subject: before },
            ClientAuth::Certificate { certificates, subject },
        ) => {
            all.extend(certificates.into_iter().filter(|new| !all.contains(new)).collect::<Vec<_>>());
            Ok(ClientAuth::Certificate { certificates: all, subject: subject.or(before) })
        }
        _ => Err(Fault::Failed(
            "keys and certificates cannot both be in force; leave `--beside` out".to_owned(),
        )),
    }
}

fn registered(house: &flows::House, id: SoftwareId) -> Result<Registration, Fault> {
    let found = house.desk.read(|rtx| house.identity.registration(rtx, id));
    let found = found.map_err(Fault::at("the registration cannot be read"))?;
    found.ok_or_else(|| Fault::Failed(format!("nothing is registered as `{id}`")))
}

/// The grant of a short name, for clap.
fn grant(text: &str) -> Result<GrantType, String> {
    GrantType::parse(text).ok_or_else(|| {
        let known: Vec<_> = GrantType::ALL.into_iter().map(GrantType::short).collect();
        format!("one of {}", known.join(", "))
    })
}
