use std::{fmt, fs, os::unix::fs::PermissionsExt, path::Path};

use crate::{Reference, Settings, shape::is_this_machine};

/// One reason why a program of production must not start with these settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductionFault {
    /// The setting to change.
    pub key: String,
    /// What is wrong and what would be right; no secret in it.
    pub reason: String,
}

impl fmt::Display for ProductionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.key, self.reason)
    }
}

impl Settings {
    /// Every reason why `serve` and `worker` must refuse these settings, with the reference data they lead to.
    ///
    /// The addresses of databases are not read here: the program reads them, and their passwords, as it connects.
    ///
    /// Looks at the permissions of key files, so it touches the disk; it changes nothing.
    pub fn production_faults(&self, reference: &Reference) -> Vec<ProductionFault> {
        let mut faults = Vec::new();
        let mut refuse =
            |key: &str, reason: String| faults.push(ProductionFault { key: key.to_owned(), reason });

        if self.sandbox.enabled {
            refuse("sandbox.enabled", "the sandbox gives tokens to anybody; set it to `false`".to_owned());
        }
        if !self.server.public_origin.starts_with("https://") {
            let reason =
                format!("found `{}`; people reach production by `https://`", self.server.public_origin);
            refuse("server.public_origin", reason);
        }
        let assumed = reference.matrix().assumed_rows().count();
        if assumed > 0 && !self.country.accept_assumed_matrix {
            let reason = format!(
                "{assumed} rows of the access matrix are assumed, confirmed by no publication; replace them in \
                 `country.reference_folder`, or accept them by `true`"
            );
            refuse("country.accept_assumed_matrix", reason);
        }
        if self.database.url.is_none() {
            let reason = "the private PostgreSQL is for one machine's sandbox; name a database".to_owned();
            refuse("database.url", reason);
        }
        for reason in open_keys(&self.keys.folder) {
            refuse("keys.folder", reason);
        }
        if let Some(tls) = &self.server.tls
            && let Some(reason) = open_to_all(&tls.key, "0600")
        {
            refuse("server.tls_key", reason);
        }
        if let Some(store) = &self.blobs.s3
            && store.endpoint.strip_prefix("http://").is_some_and(|host| !is_this_machine(host))
        {
            let reason =
                format!("found `{}`; a store on another machine is reached by `https://`", store.endpoint);
            refuse("blobs.s3_endpoint", reason);
        }
        faults
    }

    /// Every reason why a program through which people log in must refuse these settings: a provider that is not reached
    /// by TLS, a client secret, key or certificate that is missing, or a secret or key that others can read.
    ///
    /// Reads those files, which no other program needs.
    pub fn login_faults(&self) -> Vec<ProductionFault> {
        let mut faults = Vec::new();
        let mut refuse = |key: String, reason: String| faults.push(ProductionFault { key, reason });
        for provider in &self.login.providers {
            let public = &provider.settings;
            let addresses = [("issuer", &public.issuer), ("discovery_url", &public.discovery_url)];
            for (setting, address) in addresses {
                if !address.starts_with("https://") {
                    let reason = format!("found `{address}`; a provider is reached by `https://`");
                    refuse(provider.key(setting), reason);
                }
            }
            let (setting, path) = provider.secret_file();
            if let Some(reason) = open_to_all(path, "0600") {
                refuse(provider.key(setting), reason);
            } else if let Err(reasons) = provider.access() {
                for (key, reason) in reasons {
                    refuse(key, reason);
                }
            }
        }
        faults
    }
}

fn open_keys(folder: &Path) -> Vec<String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(_) => return vec![format!("the folder `{}` cannot be read", folder.display())],
    };
    let files = entries.flatten().filter_map(|entry| open_to_all(&entry.path(), "0600"));
    open_to_all(folder, "0700").into_iter().chain(files).collect()
}

/// Says so when users other than the owner and the group may do anything with the file.
fn open_to_all(path: &Path, right: &str) -> Option<String> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.permissions().mode() & 0o007 == 0 => None,
        Ok(metadata) => Some(format!(
            "`{}` has the mode {:04o}, which lets everybody in; {right} would be right",
            path.display(),
            metadata.permissions().mode() & 0o777
        )),
        Err(_) => Some(format!("`{}` cannot be read", path.display())),
    }
}
