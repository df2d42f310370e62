//! Tokens for client software.

mod assertions;
mod ciba;
mod exchange;
mod ground;
mod limits;
mod metadata;
mod mutual_tls;
mod refresh;
mod service_accounts;
