//! Identity providers: a table each, from the file and from variables.
#![allow(clippy::allow_attributes, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::PathBuf};

use config::{Error, PROVIDER_SETTINGS, ProviderKind, Settings, UserinfoForm};
use secrecy::ExposeSecret;

const PSC: &str = "[login.providers.psc]\nkind = \"professional\"\nissuer = \"https://psc.example/realms/wallet\"\n\
    discovery_url = \"https://psc.example/realms/wallet/.well-known/wallet-openid-configuration\"\n\
    client_id = \"carnet\"\nclient_secret_file = \"/etc/carnet/psc.secret\"\nassurance_floor = \"substantial\"\n\
    label_fr = \"Pro Santé Connect\"\nlabel_en = \"Pro Santé Connect\"\n";

fn load(name: &str, text: &str, variables: &[(&str, &str)]) -> Result<Settings, Error> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("providers-{name}.toml"));
    fs::write(&path, text).unwrap();
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::load(Some(&path), variables)
}

#[test]
fn what_is_not_said_follows_from_the_kind() {
    let variables = [
        ("CARNET_LOGIN__PROVIDERS__FC__KIND", "citizen"),
        ("CARNET_LOGIN__PROVIDERS__FC__ISSUER", "https://fc.example/api/v2"),
        ("CARNET_LOGIN__PROVIDERS__FC__CLIENT_ID", "carnet"),
        ("CARNET_LOGIN__PROVIDERS__FC__CLIENT_SECRET_FILE", "fc.secret"),
        ("CARNET_LOGIN__PROVIDERS__FC__LABEL_FR", "FranceConnect"),
        ("CARNET_LOGIN__PROVIDERS__FC__LABEL_EN", "FranceConnect"),
        ("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_ID", "another"),
    ];
    let settings = load("kinds", PSC, &variables).unwrap();
    let [fc, psc] = settings.login.providers.as_slice() else { unreachable!("two were given") };
    assert_eq!(
        (psc.name.as_str(), psc.kind, psc.userinfo),
        ("psc", ProviderKind::Professional, UserinfoForm::Json)
    );
    assert_eq!((psc.scopes.as_str(), psc.acr_values.as_str()), ("openid scope_all", "eidas1"));
    assert!(psc.discovery_url.ends_with("wallet-openid-configuration") && psc.at_least_substantial);
    assert_eq!(psc.client_id, "another", "a variable wins over the file");
    assert_eq!(
        (fc.kind, fc.userinfo, fc.acr_values.as_str()),
        (ProviderKind::Citizen, UserinfoForm::Jwt, "eidas2")
    );
    assert_eq!(fc.discovery_url, "https://fc.example/api/v2/.well-known/openid-configuration");
    assert!(!fc.at_least_substantial && fc.scopes.contains("birthplace"));
    assert!(load("none", "", &[]).unwrap().login.providers.is_empty());
}

#[test]
fn each_fault_is_told_with_its_key() {
    let wrong: [(&str, &str); 9] = [
        ("[login]\nproviders = 1", "login.providers"),
        ("[login.provider.psc]\nkind = \"citizen\"", "login.provider"),
        ("[login.providers.Psc]\nkind = \"citizen\"", "login.providers"),
        ("[login.providers.psc]\nkind = \"doctors\"", "login.providers.psc.kind"),
        ("[login.providers.psc]\nsecret = \"x\"", "login.providers.psc.secret"),
        ("[login.providers.psc]\nissuer = \"http://psc.example\"", "login.providers.psc.issuer"),
        ("[login.providers.psc]\nissuer = \"https://a@b.example\"", "login.providers.psc.issuer"),
        ("[login.providers.psc]\nissuer = \"https://b.example/?a=b\"", "login.providers.psc.issuer"),
        ("[login.providers.psc]\nclient_id = 3", "login.providers.psc.client_id"),
    ];
    for (text, key) in wrong {
        let refused = load("faults", text, &[]).unwrap_err();
        assert!(refused.faults().iter().any(|fault| fault.key == key), "{text}: {refused}");
    }
    let missing = load("missing", "[login.providers.psc]\nkind = \"citizen\"", &[]).unwrap_err();
    assert_eq!(missing.faults().len(), 5, "{missing}");
    let single = [("CARNET_LOGIN__PROVIDERS__PSC", "x")];
    assert!(load("single", "", &single).is_err());
}

#[test]
fn every_setting_has_an_example_that_is_right_and_is_on_the_page() {
    let page = config::configuration_page();
    for setting in PROVIDER_SETTINGS {
        let name = format!("CARNET_LOGIN__PROVIDERS__PSC__{}", setting.key.to_uppercase());
        let loaded = load("examples", PSC, &[(name.as_str(), setting.example)]);
        assert!(loaded.is_ok(), "{}: {}", setting.key, loaded.unwrap_err());
        assert!(page.contains(&format!("| `{}`<br>", setting.key)), "{}", setting.key);
    }
}

#[test]
fn the_secret_is_the_line_of_its_file() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("line.secret");
    let at = [("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_SECRET_FILE", path.to_str().unwrap())];
    let settings = load("secret", PSC, &at).unwrap();
    for (content, right) in
        [("s3cret\n", Some("s3cret")), ("s3cret", Some("s3cret")), ("", None), ("a\nb\n", None)]
    {
        fs::write(&path, content).unwrap();
        let read = settings.login.providers[0].client_secret().ok();
        assert_eq!(read.as_ref().map(|secret| secret.expose_secret()), right, "{content:?}");
    }
}
