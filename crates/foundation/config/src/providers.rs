//! Identity providers: a table of settings for each, under a name that the operator chooses.

use kernel::Assurance;

use crate::{
    ConfiguredProvider, CredentialFiles, ExchangeClients, Fault, Place, Setting,
    shape::{Raw, Shape, Value},
    sources::{OfProvider, Sources},
    values::wrong,
};

/// The section that holds them.
pub(crate) const SECTION: &str = "login";
/// Longest name.
const LONGEST_NAME: usize = 32;

/// What may be absent without a default of its own.
const NOT_NEEDED: [&str; 9] = [
    "discovery_url",
    "client_secret_file",
    "client_certificate_file",
    "client_key_file",
    "authorities_file",
    "exchange_clients",
    "scopes",
    "acr_values",
    "userinfo",
];

/// Scopes that ask for the place of birth, by itself or with the whole pivot identity of FranceConnect.
const OF_BIRTHPLACE: [&str; 2] = ["birthplace", "identite_pivot"];

/// Whom a provider knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderKind {
    /// Professionals, in the shape of Pro Santé Connect.
    Professional,
    /// Citizens, in the shape of FranceConnect.
    Citizen,
}

/// How a provider answers at its userinfo endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserinfoForm {
    /// A JSON object; what vouches for it is the connection.
    Json,
    /// A signed JWT, whose signature, issuer and audience are verified.
    Jwt,
}

/// One identity provider, without what shows that we are its client.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Its name in our addresses: `psc` in `/auth/psc/start`.
    pub name: String,
    /// Whom it knows.
    pub kind: ProviderKind,
    /// Its issuer, exactly as it writes it itself.
    pub issuer: String,
    /// Where its document is.
    pub discovery_url: String,
    /// Who we are to it.
    pub client_id: String,
    /// Scopes asked for, parted by spaces.
    pub scopes: String,
    /// The level of assurance asked for, `eidas1` to `eidas3`; an answer of a lower one is refused.
    pub acr: String,
    /// How userinfo comes.
    pub userinfo: UserinfoForm,
    /// The least level that a log-in through this provider counts as, whatever its `acr` says.
    pub assurance_floor: Assurance,
    /// Whose access tokens of this provider are taken beside our own.
    pub exchange_clients: ExchangeClients,
    /// What its button says in French.
    pub label_fr: String,
    /// What its button says in English.
    pub label_en: String,
}

const fn row(
    key: &'static str,
    shape: Shape,
    default: Option<&'static str>,
    example: &'static str,
    about: &'static str,
) -> Setting {
    Setting { key, shape, default, about, example }
}

/// Every setting of a provider.
#[rustfmt::skip]
pub const PROVIDER_SETTINGS: &[Setting] = &[
    row("kind", Shape::Choice(&["professional", "citizen"]), None, "professional",
        "Whom it knows: professionals, in the shape of Pro Santé Connect, or citizens, in the shape of FranceConnect."),
    row("issuer", Shape::Url, None, "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet",
        "Its issuer, exactly as it writes it itself."),
    row("discovery_url", Shape::Url, None,
        "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet/.well-known/wallet-openid-configuration",
        "Where its document is; without it `/.well-known/openid-configuration` below the issuer."),
    row("client_id", Shape::Text, None, "carnet", "The name under which this service is registered with it."),
    row("client_secret_file", Shape::Path, None, "/etc/carnet/psc.secret",
        "The file that holds the client secret as one line; it must not be readable by everybody. Either this, or \
         `client_certificate_file` and `client_key_file`."),
    row("client_certificate_file", Shape::Path, None, "/etc/carnet/psc-client.pem",
        "The certificate by which this service shows itself to the provider instead of a secret (`tls_client_auth`, RFC \
         8705): PEM, its own certificate first, then those that vouch for it."),
    row("client_key_file", Shape::Path, None, "/etc/carnet/psc-client.key",
        "The private key of that certificate, in PEM; it must not be readable by everybody."),
    row("authorities_file", Shape::Path, None, "/etc/carnet/igc-sante.pem",
        "Certificates, in PEM, of authorities that may vouch for the provider beside those that the system knows. Without \
         it those alone."),
    row("exchange_clients", Shape::Words, None, "logiciel-de-cabinet",
        "Whose access tokens of this provider count here beside our own: client ids, parted by spaces. Without it none. `any` takes those of \
         every client of the provider: each of them can then act here as whoever logged in there, so say it only where \
         something else, such as a certificate, shows which software calls."),
    row("scopes", Shape::Text, None, "openid scope_all",
        "Scopes asked for, `openid` among them, and for citizens `birthplace` or `identite_pivot`. Without it `openid \
         scope_all` for professionals, and the pivot identity for citizens."),
    row("acr_values", Shape::Choice(&["eidas1", "eidas2", "eidas3"]), None, "eidas2",
        "The level of assurance asked for; an answer below it is refused. Without it `eidas1` for professionals and \
         `eidas2` for citizens."),
    row("userinfo", Shape::Choice(&["json", "jwt"]), None, "jwt",
        "How its userinfo comes: JSON, or a signed JWT. Without it `json` for professionals and `jwt` for citizens."),
    row("assurance_floor", Shape::Choice(&["low", "substantial"]), Some("low"), "substantial",
        "The least level that its log-ins count as. Health data need *substantial*: say so of a provider that asks for \
         two factors and still answers `eidas1`, as Pro Santé Connect does."),
    row("label_fr", Shape::Text, None, "Pro Santé Connect", "What its button says in French."),
    row("label_en", Shape::Text, None, "Pro Santé Connect", "What its button says in English."),
];

/// The setting of this name.
pub(crate) fn setting(name: &str) -> Option<&'static Setting> {
    PROVIDER_SETTINGS.iter().find(|setting| setting.key == name)
}

/// Whether a provider without it is a fault.
pub(crate) fn is_required(setting: &Setting) -> bool {
    setting.default.is_none() && !NOT_NEEDED.contains(&setting.key)
}

/// Reads every provider that was given, and pushes a fault for each thing that is wrong.
pub(crate) fn read(sources: &Sources, faults: &mut Vec<Fault>) -> Vec<ConfiguredProvider> {
    let mut read = Vec::new();
    for (name, provider) in &sources.providers {
        let before = faults.len();
        check_name(name, &provider.place, faults);
        let texts = Texts { name, provider, faults };
        if let Some(provider) = texts.provider().filter(|_| faults.len() == before) {
            read.push(provider);
        }
    }
    read
}

fn check_name(name: &str, place: &Place, faults: &mut Vec<Fault>) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.len() <= LONGEST_NAME
        && name.chars().all(plain)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
    {
        return;
    }
    let expected = "small letters, digits and hyphens, 32 at most, a letter first";
    faults.push(Fault::new("login.providers", place.clone(), "a name that fits no address", expected));
}

struct Texts<'a> {
    name: &'a str,
    provider: &'a OfProvider,
    faults: &'a mut Vec<Fault>,
}

impl Texts<'_> {
    fn provider(mut self) -> Option<ConfiguredProvider> {
        let mut values: Vec<Option<String>> =
            PROVIDER_SETTINGS.iter().map(|setting| self.value(setting)).collect();
        let mut take = |key: &str| {
            let place = PROVIDER_SETTINGS.iter().position(|setting| setting.key == key)?;
            values.get_mut(place)?.take()
        };
        let files = ["client_secret_file", "client_certificate_file", "client_key_file"].map(&mut take);
        let credential = self.credential(files);
        let kind = match take("kind")?.as_str() {
            "professional" => ProviderKind::Professional,
            _ => ProviderKind::Citizen,
        };
        let (scopes, acr, userinfo) = match kind {
            ProviderKind::Professional => ("openid scope_all", "eidas1", "json"),
            ProviderKind::Citizen => {
                ("openid given_name family_name birthdate gender birthplace birthcountry", "eidas2", "jwt")
            }
        };
        let issuer = take("issuer")?;
        let usual = || format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let userinfo = take("userinfo").unwrap_or_else(|| userinfo.to_owned());
        let floor = take("assurance_floor");
        let settings = ProviderSettings {
            name: self.name.to_owned(),
            kind,
            discovery_url: take("discovery_url").unwrap_or_else(usual),
            issuer,
            client_id: take("client_id")?,
            scopes: take("scopes").unwrap_or_else(|| scopes.to_owned()),
            acr: take("acr_values").unwrap_or_else(|| acr.to_owned()),
            userinfo: if userinfo == "jwt" { UserinfoForm::Jwt } else { UserinfoForm::Json },
            assurance_floor: match floor.as_deref() {
                Some("substantial") => Assurance::Substantial,
                _ => Assurance::Low,
            },
            exchange_clients: ExchangeClients::of(take("exchange_clients").as_deref()),
            label_fr: take("label_fr")?,
            label_en: take("label_en")?,
        };
        let authorities_file = take("authorities_file").map(Into::into);
        self.check_scopes(&settings);
        let credential = credential?;
        self.check_certificate(&settings, &credential);
        Some(ConfiguredProvider { settings, credential, authorities_file })
    }

    /// Exactly one of the two ways to show who we are, and that one whole.
    fn credential(&mut self, files: [Option<String>; 3]) -> Option<CredentialFiles> {
        let both = "one of `client_secret_file`, or `client_certificate_file` with `client_key_file`";
        let (key, found) = match files {
            [Some(secret), None, None] => return Some(CredentialFiles::Secret(secret.into())),
            [None, Some(chain), Some(key)] => {
                return Some(CredentialFiles::Certificate { chain: chain.into(), key: key.into() });
            }
            [None, Some(_), None] => ("client_key_file", "none beside `client_certificate_file`"),
            [None, None, Some(_)] => ("client_certificate_file", "none beside `client_key_file`"),
            [Some(_), _, _] => ("client_secret_file", "a secret beside a certificate"),
            // A value that is wrong is told already.
            [None, None, None] if self.is_given("client_") => return None,
            [None, None, None] => ("client_secret_file", "nothing"),
        };
        let key = format!("login.providers.{}.{key}", self.name);
        self.faults.push(Fault::new(&key, self.provider.place.clone(), found, both));
        None
    }

    fn is_given(&self, beginning: &str) -> bool {
        self.provider.given.keys().any(|key| key.starts_with(beginning) && key.ends_with("_file"))
    }

    /// A certificate is shown within TLS, and nowhere else.
    fn check_certificate(&mut self, settings: &ProviderSettings, credential: &CredentialFiles) {
        if matches!(credential, CredentialFiles::Secret(_)) || settings.issuer.starts_with("https://") {
            return;
        }
        let place = self.provider.given.get("issuer").map_or(Place::Default, |(_, place)| place.clone());
        let key = format!("login.providers.{}.issuer", self.name);
        let expected =
            "an address that begins with `https://`, where the service shows itself by a certificate";
        self.faults.push(Fault::new(&key, place, format!("`{}`", settings.issuer), expected));
    }

    /// Without `openid` there is no ID token, and without the place of birth no citizen is known for sure.
    fn check_scopes(&mut self, settings: &ProviderSettings) {
        let asks_for = |wanted: &[&str]| settings.scopes.split(' ').any(|scope| wanted.contains(&scope));
        let missing = if !asks_for(&["openid"]) {
            "`openid` among the scopes"
        } else if settings.kind == ProviderKind::Citizen && !asks_for(&OF_BIRTHPLACE) {
            "`birthplace` or `identite_pivot` among the scopes of a provider of citizens"
        } else {
            return;
        };
        let given = self.provider.given.get("scopes");
        let place = given.map_or(Place::Default, |(_, place)| place.clone());
        let key = format!("login.providers.{}.scopes", self.name);
        self.faults.push(Fault::new(&key, place, format!("`{}`", settings.scopes), missing));
    }

    /// The value of a setting as text, or a fault where it is wrong or missing.
    fn value(&mut self, setting: &'static Setting) -> Option<String> {
        let key = format!("login.providers.{}.{}", self.name, setting.key);
        let Some((raw, place)) = self.provider.given.get(setting.key) else {
            if is_required(setting) {
                let place = self.provider.place.clone();
                self.faults.push(Fault::new(&key, place, "nothing", setting.expected()));
            }
            return setting.default.map(str::to_owned);
        };
        match (setting.shape.read(raw), raw) {
            (Some(Value::Text(text)), _) => Some(text),
            (Some(Value::Path(_)), Raw::Text(text) | Raw::Typed(toml::Value::String(text))) => {
                Some(text.clone())
            }
            _ => {
                self.faults.push(wrong(&key, setting, raw, place.clone()));
                None
            }
        }
    }
}
