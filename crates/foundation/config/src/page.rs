use std::fmt::Write;

use crate::{
    SETTINGS,
    providers::{PROVIDER_SETTINGS, is_required},
    table::SECTIONS,
};

const HEAD: &str = "\
<!-- Made from the table of settings in crates/foundation/config/src/table.rs; \
`CARNET_BLESS=1 cargo nextest run -p config` writes it anew. -->

# Configuration

The program reads a file in TOML and the environment, once, at start. The file is the one that `CARNET_CONFIG` names,
else `config/carnet.toml` where it exists; every setting has a default or may be absent, so the file may be missing.
A variable wins over the file; an empty variable counts as not given. The name of a variable is `CARNET_`, the
section, two underscores and the setting, all in capitals.

All faults are shown at once, each with its key, where the value came from, what was found and what would be right.
The value of a secret is never shown. A key that does not exist is a fault. A relative path counts from the working
folder.

`serve` also refuses: an open sandbox, a public origin without `https`, assumed rows of the access matrix that
nobody accepted, no `database.url`, a password that everybody knows, a key file or key folder that others can read, a
store of blobs on another machine without `https`, an identity provider that is not reached by `https`, or whose client
secret, certificate or key is missing, or whose secret or key can be read by others.
";

const PROVIDERS: &str = "
## `[login.providers.<name>]`

One table for each identity provider through which people log in. The name stands in the addresses
`/auth/<name>/start` and `/auth/<name>/callback`, the second of which is registered with the provider; it has small
letters, digits and hyphens, 32 at most. A variable has the name in capitals: `CARNET_LOGIN__PROVIDERS__PSC__ISSUER`. A
shell cannot export a variable with a hyphen, so a provider whose name has one is described in the file.

`serve` and `sandbox` need the client secrets, certificates and keys, `config check` and `doctor` look at them; no other
command reads them.

This service shows itself to a provider by a secret or by a certificate: exactly one of the two is given.

| setting | value | default | example |
|---|---|---|---|
";

/// The page `docs/configuration.md`, made from the table.
pub fn configuration_page() -> String {
    let mut page = HEAD.to_owned();
    for (section, about) in SECTIONS {
        page.push_str(&format!("\n## `[{section}]`\n\n{about}\n\n"));
        page.push_str("| setting | variable | value | default | example |\n|---|---|---|---|---|\n");
        for setting in SETTINGS.iter().filter(|setting| setting.section() == *section) {
            let name = setting.key.split_once('.').map_or(setting.key, |(_, name)| name);
            let default = setting.default.map_or("none".to_owned(), |default| format!("`{default}`"));
            let secret = if setting.shape.is_secret() { " (secret)" } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(
                page,
                "| `{name}`<br>{} | `{}` | {}{secret} | {default} | `{}` |",
                setting.about,
                setting.variable(),
                setting.shape.expected(),
                setting.example,
            );
        }
    }
    page.push_str(PROVIDERS);
    for setting in PROVIDER_SETTINGS {
        let default = match setting.default {
            Some(default) => format!("`{default}`"),
            None if is_required(setting) => "must be given".to_owned(),
            None => "see there".to_owned(),
        };
        let _ = writeln!(
            page,
            "| `{}`<br>{} | {} | {default} | `{}` |",
            setting.key,
            setting.about,
            setting.shape.expected(),
            setting.example,
        );
    }
    page
}
