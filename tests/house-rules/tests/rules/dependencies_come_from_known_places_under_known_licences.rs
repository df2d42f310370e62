//! Whoever runs Carnet can say under which terms each part of it stands and where it comes from.
//!
//! Licences and sources are read for every package of the lock file, those of tests and other platforms
//! included; banned and doubled crates for what goes into the program.

use std::collections::{BTreeMap, BTreeSet};

use house_rules::{Crates, Licence, Package, none};

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Licences that ask for no more than a notice; MPL-2.0 also for the source of its own files where they are changed, which
/// nobody does here.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "NCSA",
    "PostgreSQL",
    "Unicode-3.0",
    "Zlib",
];

/// Crates that must not go into the program, each with its reason.
const BANNED: &[(&str, &str)] = &[
    ("ring", "a second cryptographic library beside aws-lc"),
    ("openssl", "TLS is rustls"),
    ("openssl-sys", "TLS is rustls; the feature `pg-tls` brings it for libpq alone"),
    ("native-tls", "TLS is rustls"),
    ("aes-gcm", "sealing is aws-lc's"),
    ("validator", "drags a crate that nobody keeps"),
    ("actix-web-lab", "an experiment"),
    ("postgresql_embedded", "downloads, and cannot start as root"),
    ("sqlx", "a second way to the database"),
    ("tokio-postgres", "a second way to the database"),
    ("serde_yaml", "not kept any more"),
    ("figment", "not kept any more"),
    ("async-std", "a second runtime"),
    ("rsa", "its private-key operations leak by timing (RUSTSEC-2023-0071)"),
];

/// Banned crates that a crate of somebody else brings along, each with what it is used for there. No crate of the house
/// names them.
const BENEATH: &[(&str, &str)] = &[
    (
        "rsa",
        "webauthn-rs verifies signatures of passkeys by public keys; it has no private one that could leak",
    ),
    ("aes-gcm", "webauthn-rs lists it beside what it uses; nothing of ours is sealed by it"),
];

/// Versions that must not go into the program, by name and start of the version.
const BANNED_VERSIONS: &[(&str, &str)] =
    &[("reqwest", "0.11."), ("reqwest", "0.12."), ("diesel", "2.2."), ("rustls", "0.21.")];

/// Crates so large, or so much the meeting place of others, that two versions of one are a fault.
const ONCE: &[&str] = &[
    "actix-http",
    "actix-web",
    "aws-lc-rs",
    "aws-lc-sys",
    "chrono",
    "diesel",
    "object_store",
    "regex-automata",
    "roxmltree",
    "rustls",
    "serde",
    "serde_json",
    "tokio",
    "tracing",
    "utoipa",
    "uuid",
    "zeroize",
];

fn terms(packages: &[Package]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        match Licence::read(&package.licence) {
            Some(licence) if licence.allowed(ALLOWED) => {}
            _ => faults.push(format!("{}: the licence `{}` is not allowed", package.name, package.licence)),
        }
        if !package.member && package.source.as_deref() != Some(REGISTRY) {
            faults.push(format!(
                "{}: comes from `{}`",
                package.name,
                package.source.as_deref().unwrap_or("a folder")
            ));
        }
    }
    faults
}

fn program(crates: &[(String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut versions = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (name, version) in crates {
        versions.entry(name).or_default().insert(version);
        let is_beneath = BENEATH.iter().any(|(beneath, _)| beneath == name);
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| banned == name).filter(|_| !is_beneath) {
            faults.push(format!("{name} {version} is banned: {why}"));
        }
        if BANNED_VERSIONS.iter().any(|(banned, start)| banned == name && version.starts_with(start)) {
            faults.push(format!("{name} {version}: this version is banned"));
        }
    }
    for name in ONCE {
        if versions.get(name).is_some_and(|found| found.len() > 1) {
            faults.push(format!("{name} is there more than once: {:?}", versions[name]));
        }
    }
    faults
}

#[test]
fn in_this_house() {
    let packages = Crates::here().packages;
    assert!(packages.len() > 100, "only {} packages were seen", packages.len());
    none("dependencies have known terms", &terms(&packages));
}

#[test]
fn nothing_banned_or_doubled_goes_into_the_program() {
    let crates = Crates::of_the_program();
    assert!(crates.len() > 100, "only {} crates were seen", crates.len());
    none("the program holds no banned crate", &program(&crates));
}

#[test]
fn no_crate_of_the_house_names_what_others_bring_along() {
    let members = Crates::here().members;
    let edges = members.iter().flat_map(|krate| krate.edges.iter().map(move |edge| (krate, edge)));
    let named = edges.filter(|(_, edge)| BENEATH.iter().any(|(beneath, _)| *beneath == edge.to));
    let faults: Vec<_> = named.map(|(krate, edge)| format!("{} names {}", krate.folder, edge.to)).collect();
    none("no crate of the house names what others bring along", &faults);
    for (beneath, _) in BENEATH {
        assert!(BANNED.iter().any(|(banned, _)| banned == beneath), "{beneath} is not banned");
    }
}

fn package(licence: &str, source: Option<&str>) -> Package {
    let source = source.map(ToOwned::to_owned);
    Package { name: "a 1.0.0".to_owned(), licence: licence.to_owned(), source, member: false }
}

#[test]
fn an_unknown_licence_or_place_is_found() {
    assert!(terms(&[package("GPL-3.0 OR MIT", Some(REGISTRY))]).is_empty());
    assert_eq!(terms(&[package("GPL-3.0", Some(REGISTRY))]).len(), 1);
    assert_eq!(terms(&[package("MIT AND GPL-3.0", Some(REGISTRY))]).len(), 1);
    assert_eq!(terms(&[package("", Some(REGISTRY))]).len(), 1);
    assert_eq!(terms(&[package("MIT", Some("git+https://example.org/a"))]).len(), 1);
    assert_eq!(terms(&[package("MIT", None)]).len(), 1);
}

#[test]
fn a_banned_crate_version_or_double_is_found() {
    let of = |name: &str, version: &str| (name.to_owned(), version.to_owned());
    assert_eq!(program(&[of("ring", "0.17.14")]).len(), 1);
    assert_eq!(program(&[of("reqwest", "0.12.1")]).len(), 1);
    assert!(program(&[of("reqwest", "0.13.1")]).is_empty());
    assert_eq!(program(&[of("uuid", "1.0.0"), of("uuid", "2.0.0")]).len(), 1);
}
