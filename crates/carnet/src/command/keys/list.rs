use std::process::ExitCode;

use database::{DatabaseUrl, Pool, PoolOptions};
use vault::{FileMasterKeys, KeyStore, MasterKeys, PostgresKeyStore, ServiceRow};

use crate::{
    beside,
    fault::Fault,
    say,
    start::{Decided, parse},
};

/// Lists the newest master key and every service key with its state.
pub(super) fn run(decided: &Decided) -> Result<ExitCode, Fault> {
    let master = FileMasterKeys::open(&decided.settings.keys.folder).map_err(Fault::at("no list"))?;
    say::line(format_args!("master key that wraps: {}", master.newest()));
    let rows = match &decided.settings.keys.store_url {
        Some(url) => services(&parse("keys.store_url", url)?),
        None => {
            let beside = beside::reach(decided)?;
            let rows = services(beside.url());
            beside.close()?;
            rows
        }
    };
    let mut rows = rows?;
    rows.sort_by(|a, b| (&a.purpose, a.id).cmp(&(&b.purpose, b.id)));
    say::line("purpose       id  state    made                  wrapped under");
    for row in rows {
        let made = row.created_at.format("%Y-%m-%dT%H:%M:%SZ");
        let state = row.state.as_str();
        say::line(format_args!(
            "{:<12}  {:>2}  {state:<7}  {made}  {}",
            row.purpose, row.id, row.wrapped.master_id
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn services(url: &DatabaseUrl) -> Result<Vec<ServiceRow>, Fault> {
    let pool =
        Pool::connect(PoolOptions::new(url.reveal(), 1, "carnet-keys")).map_err(Fault::at("no list"))?;
    PostgresKeyStore::new(pool).services().map_err(Fault::at("no list"))
}
