use clap::Args;
use flows::House;
use identity::{
    Scope, Scopes, Software,
    client::{GrantType, Registration},
};
use kernel::{Finess, SoftwareId};

use super::{ShownBy, grant};
use crate::{fault::Fault, say};

/// What is registered of client software.
#[derive(Debug, Args)]
pub(in crate::command) struct Register {
    /// Who makes it.
    #[arg(long)]
    publisher: String,
    /// What it is called: what patients read in their history.
    #[arg(long)]
    product: String,
    /// Which version.
    #[arg(long)]
    version: String,
    #[command(flatten)]
    shown_by: ShownBy,
    /// What its tokens may be good for; all of it where none is named.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = scope)]
    scopes: Vec<Scope>,
    /// How it may ask for tokens: `token-exchange`, `ciba`, `client-credentials`. Exchange where none is named.
    #[arg(long = "grant", value_name = "GRANT", value_parser = grant)]
    grants: Vec<GrantType>,
    /// FINESS number of the establishment for which it acts without a person. The establishment is put on the list with it.
    #[arg(long, value_name = "FINESS", requires = "establishment_name")]
    establishment: Option<Finess>,
    /// What that establishment is called.
    #[arg(long, value_name = "NAME", requires = "establishment")]
    establishment_name: Option<String>,
    /// A client of the identity provider whose access tokens it may bring; all that the provider's settings allow where none
    /// is named.
    #[arg(long = "provider-client", value_name = "CLIENT")]
    provider_clients: Vec<String>,
    /// Calls in a minute.
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    per_minute: u32,
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::parse(text).ok_or_else(|| {
        let known: Vec<_> = Scope::ALL.into_iter().map(Scope::as_str).collect();
        format!("one of {}", known.join(", "))
    })
}

/// Registers it and prints its client id.
pub(super) fn run(house: &House, register: &Register) -> Result<(), Fault> {
    let grants = match register.grants.as_slice() {
        [] => vec![GrantType::TokenExchange],
        named => named.to_vec(),
    };
    if grants.contains(&GrantType::ClientCredentials) && register.establishment.is_none() {
        let reason =
            "`client-credentials` needs `--establishment`: the software acts for one, without a person";
        return Err(Fault::Failed(reason.to_owned()));
    }
    let scopes: Scopes = match register.scopes.as_slice() {
        [] => Scope::ALL.into_iter().collect(),
        named => named.iter().copied().collect(),
    };
    let id = SoftwareId::new(house.clock.as_ref(), house.rng.as_ref());
    let auth = register.shown_by.read()?;
    let registered = house.desk.write(|tx| {
        let organisation = match (&register.establishment, &register.establishment_name) {
            (Some(finess), Some(name)) => Some(house.identity.list_establishment(tx, finess, name)?),
            _ => None,
        };
        let software = Software { id, name: register.product.clone(), organisation, listed: true };
        let new = Registration {
            software,
            publisher: register.publisher.clone(),
            version: register.version.clone(),
            auth: auth.clone(),
            scopes,
            grants: grants.clone(),
            provider_clients: register.provider_clients.clone(),
            per_minute: register.per_minute,
            registered_at: house.clock.now(),
        };
        house.identity.register_client(tx, &new)
    });
    registered.map_err(Fault::at("nothing was registered"))?;
    say::line(id);
    Ok(())
}
