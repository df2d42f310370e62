//! Identity providers: a table each, from the file and from variables.
#![allow(clippy::allow_attributes, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::PathBuf};

use config::{
    ClientCredential, Error, ExchangeClients, PROVIDER_SETTINGS, ProviderKind, Settings, UserinfoForm,
};
use kernel::Assurance;
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
    let (fc, psc) = (&fc.settings, &psc.settings);
    assert_eq!(
        (psc.name.as_str(), psc.kind, psc.userinfo),
        ("psc", ProviderKind::Professional, UserinfoForm::Json)
    );
    assert_eq!((psc.scopes.as_str(), psc.acr.as_str()), ("openid scope_all", "eidas1"));
    assert!(psc.discovery_url.ends_with("wallet-openid-configuration"));
    assert_eq!((psc.assurance_floor, fc.assurance_floor), (Assurance::Substantial, Assurance::Low));
    assert_eq!(psc.client_id, "another", "a variable wins over the file");
    assert_eq!((fc.kind, fc.userinfo, fc.acr.as_str()), (ProviderKind::Citizen, UserinfoForm::Jwt, "eidas2"));
    assert_eq!(fc.discovery_url, "https://fc.example/api/v2/.well-known/openid-configuration");
    assert!(fc.scopes.contains("birthplace"));
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
    // One without any line is told of all that it lacks, with its place.
    let bare = load("bare", "[login.providers.psc]\n", &[]).unwrap_err();
    assert_eq!(bare.faults().len(), 6, "{bare}");
    assert!(bare.to_string().contains("providers-bare.toml"), "{bare}");
    let single = [("CARNET_LOGIN__PROVIDERS__PSC", "x")];
    assert!(load("single", "", &single).is_err());
}

#[test]
fn scopes_without_an_id_token_or_without_the_place_of_birth_are_refused() {
    let scopes = |kind: &str, scopes: &str| {
        let text = PSC.replace("professional", kind);
        let given = [("CARNET_LOGIN__PROVIDERS__PSC__SCOPES", scopes)];
        load("scopes", &text, &given).map_err(|refused| {
            let [fault] = refused.faults() else { unreachable!("{refused}") };
            assert_eq!(fault.key, "login.providers.psc.scopes");
            refused.to_string()
        })
    };
    for right in ["openid birthplace", "openid identite_pivot", "gender birthplace openid"] {
        assert!(scopes("citizen", right).is_ok(), "{right}");
    }
    for wrong in ["openid", "openid gender birthdate", "openid birthplaces"] {
        let refused = scopes("citizen", wrong).unwrap_err();
        assert!(refused.contains("identite_pivot"), "{wrong}: {refused}");
    }
    for (kind, wrong) in
        [("citizen", "identite_pivot"), ("professional", "scope_all"), ("professional", "openids")]
    {
        let refused = scopes(kind, wrong).unwrap_err();
        assert!(refused.contains("`openid` among"), "{wrong}: {refused}");
    }
    assert!(scopes("professional", "openid").is_ok());
}

#[test]
fn this_machine_is_reached_without_tls_by_any_of_its_names() {
    let issuer = |issuer: &str| load("here", &PSC.replace("https://psc.example/realms/wallet", issuer), &[]);
    for right in [
        "http://localhost/a",
        "http://localhost:8080/a",
        "http://127.0.0.1/a",
        "http://127.0.0.1:8080",
        "http://[::1]/a",
        "http://[::1]",
        "http://[::1]:8080/a",
    ] {
        assert!(issuer(right).is_ok(), "{right}: {}", issuer(right).unwrap_err());
    }
    for wrong in [
        "http://[::2]/a",
        "http://[::1",
        "http://::1/a",
        "http://localhost.example/a",
        "http://localhost:/a",
        "http://localhost:x/a",
        "http://10.0.0.1:80",
        "http://",
    ] {
        assert!(issuer(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_setting_has_an_example_that_is_right_and_is_on_the_page() {
    let page = config::configuration_page();
    for setting in PROVIDER_SETTINGS {
        let name = format!("CARNET_LOGIN__PROVIDERS__PSC__{}", setting.key.to_uppercase());
        let text = if setting.key.starts_with("client_certificate") || setting.key.starts_with("client_key") {
            certified()
        } else {
            PSC.to_owned()
        };
        let loaded = load("examples", &text, &[(name.as_str(), setting.example)]);
        assert!(loaded.is_ok(), "{}: {}", setting.key, loaded.unwrap_err());
        assert!(page.contains(&format!("| `{}`<br>", setting.key)), "{}", setting.key);
    }
}

/// The same provider, to which this service shows itself by a certificate.
fn certified() -> String {
    let secret = "client_secret_file = \"/etc/carnet/psc.secret\"";
    let certificate =
        "client_certificate_file = \"/etc/carnet/psc.pem\"\nclient_key_file = \"/etc/carnet/psc.key\"";
    PSC.replace(secret, certificate)
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
        let read = settings.login.providers[0].access().ok();
        let read = read.map(|access| match access.credential {
            ClientCredential::Secret(secret) => secret.expose_secret().to_owned(),
            ClientCredential::Certificate { .. } => unreachable!("a secret was configured"),
        });
        assert_eq!(read.as_deref(), right, "{content:?}");
    }
}

#[test]
fn a_service_shows_itself_by_a_secret_or_by_a_certificate_and_never_by_both_or_neither() {
    let key = |name: &str| format!("login.providers.psc.{name}");
    let faults = |text: &str| {
        let refused = load("credentials", text, &[]).unwrap_err();
        let [fault] = refused.faults() else { unreachable!("{refused}") };
        (fault.key.clone(), refused.to_string())
    };
    let certificate = "client_certificate_file = \"/etc/carnet/psc.pem\"\n";
    let without = |line: &str| certified().replace(line, "");
    assert!(load("credentials", &certified(), &[]).is_ok());
    let (named, said) = faults(&format!("{PSC}{certificate}"));
    assert!(named == key("client_secret_file") && said.contains("a secret beside a certificate"), "{said}");
    let (named, said) = faults(&without("client_key_file = \"/etc/carnet/psc.key\""));
    assert!(
        named == key("client_key_file") && said.contains("none beside `client_certificate_file`"),
        "{said}"
    );
    let (named, _) = faults(&without("client_certificate_file = \"/etc/carnet/psc.pem\""));
    assert_eq!(named, key("client_certificate_file"));
    let (named, said) = faults(&PSC.replace("client_secret_file = \"/etc/carnet/psc.secret\"", ""));
    assert!(named == key("client_secret_file") && said.contains("client_certificate_file"), "{said}");
    // What is wrong is told once, as what it is.
    let (named, _) = faults(&PSC.replace("\"/etc/carnet/psc.secret\"", "3"));
    assert_eq!(named, key("client_secret_file"));
    // A certificate is shown within TLS alone.
    let (named, said) =
        faults(&certified().replace("https://psc.example/realms/wallet\"", "http://localhost:9\""));
    assert!(named == key("issuer") && said.contains("by a certificate"), "{said}");
}

#[test]
fn the_files_of_a_certificate_are_read_and_what_is_wrong_with_each_is_told() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (chain, private, roots) = (path("client.pem"), path("client.key"), path("roots.pem"));
    let at = [
        ("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_CERTIFICATE_FILE", chain.as_str()),
        ("CARNET_LOGIN__PROVIDERS__PSC__CLIENT_KEY_FILE", private.as_str()),
        ("CARNET_LOGIN__PROVIDERS__PSC__AUTHORITIES_FILE", roots.as_str()),
    ];
    let settings = load("certificate", &certified(), &at).unwrap();
    let part = |kind: &str| format!("-----BEGIN {kind}-----\nAAAA\n-----END {kind}-----\n");
    fs::write(&chain, part("CERTIFICATE")).unwrap();
    fs::write(&private, part("PRIVATE KEY")).unwrap();
    fs::write(&roots, part("CERTIFICATE")).unwrap();
    let access = settings.login.providers[0].access().unwrap();
    let ClientCredential::Certificate { chain: read, key } = &access.credential else {
        unreachable!("a certificate was configured")
    };
    assert_eq!(read, &part("CERTIFICATE"));
    assert_eq!(key.expose_secret(), part("PRIVATE KEY"));
    assert_eq!(access.authorities, Some(part("CERTIFICATE")));
    assert!(!format!("{access:?}").contains("PRIVATE"), "a key is not shown");

    let refused = |file: &str, content: &str, said: &str| {
        let before = fs::read_to_string(file).unwrap();
        fs::write(file, content).unwrap();
        let faults = settings.login.providers[0].access().unwrap_err();
        let [(key, reason)] = faults.as_slice() else { unreachable!("{faults:?}") };
        assert!(reason.contains(said) && !reason.contains("AAAA"), "{reason}");
        fs::write(file, before).unwrap();
        key.clone()
    };
    assert!(refused(&private, &part("CERTIFICATE"), "a private key").ends_with("psc.client_key_file"));
    assert!(refused(&private, &part("ENCRYPTED PRIVATE KEY"), "by a password").ends_with("client_key_file"));
    assert!(refused(&chain, "not PEM", "a certificate").ends_with("psc.client_certificate_file"));
    assert!(refused(&roots, "", "a certificate").ends_with("psc.authorities_file"));
    fs::remove_file(&chain).unwrap();
    let faults = settings.login.providers[0].access().unwrap_err();
    assert!(faults[0].1.contains("cannot be read"), "{faults:?}");
}

#[test]
fn tokens_of_other_clients_count_only_where_the_operator_says_so() {
    let clients = |value: &str| {
        let given = [("CARNET_LOGIN__PROVIDERS__PSC__EXCHANGE_CLIENTS", value)];
        load("clients", PSC, &given).unwrap().login.providers.remove(0).settings.exchange_clients
    };
    assert_eq!(clients(""), ExchangeClients::Listed(Vec::new()), "none by itself");
    assert!(!clients("").allows("anybody"));
    let two = clients("one  two");
    assert!(two.allows("one") && two.allows("two") && !two.allows("on") && !two.allows(""));
    assert!(clients("any").allows("anybody"));
    assert!(!clients("any one").allows("anybody"), "`any` stands alone");
}
