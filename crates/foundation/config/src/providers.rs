//! Identity providers: a table of settings for each, under a name that the operator chooses.

use std::{fs, path::PathBuf};

use secrecy::SecretString;

use crate::{
    Fault, Place, Setting,
    shape::{Raw, Shape, Value},
    sources::{Given, Sources},
    values::wrong,
};

/// The section that holds them.
pub(crate) const SECTION: &str = "login";
/// Longest name, and longest secret.
const LONGEST_NAME: usize = 32;
const LONGEST_SECRET: usize = 1_024;

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
    /// JSON.
    Json,
    /// A signed JWT.
    Jwt,
}

/// One identity provider.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Its name in addresses.
    pub name: String,
    /// Whom it knows.
    pub kind: ProviderKind,
    /// Its issuer.
    pub issuer: String,
    /// Where its document is.
    pub discovery_url: String,
    /// Who we are to it.
    pub client_id: String,
    /// The file of what shows that we are.
    pub client_secret_file: PathBuf,
    /// Scopes asked for, parted by spaces.
    pub scopes: String,
    /// The level of assurance asked for, and the least that is taken.
    pub acr_values: String,
    /// How userinfo comes.
    pub userinfo: UserinfoForm,
    /// Whether every log-in counts as *substantial* at least.
    pub at_least_substantial: bool,
    /// What its button says in French.
    pub label_fr: String,
    /// What its button says in English.
    pub label_en: String,
}

impl ProviderSettings {
    /// Reads the client secret: the file without the end of its line.
    ///
    /// # Errors
    /// What is wrong with the file, and what would be right; nothing of its content.
    pub fn client_secret(&self) -> Result<SecretString, String> {
        let path = self.client_secret_file.display();
        let text = fs::read_to_string(&self.client_secret_file)
            .map_err(|_| format!("`{path}` cannot be read; it holds the secret, as one line of text"))?;
        let secret = text.trim_end_matches(['\r', '\n']);
        let fits = (1..=LONGEST_SECRET).contains(&secret.len()) && !secret.chars().any(char::is_control);
        if fits { Ok(secret.into()) } else { Err(format!("`{path}` does not hold one line of text")) }
    }
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
        "The file that holds the client secret as one line; it must not be readable by everybody."),
    row("scopes", Shape::Text, None, "openid scope_all",
        "Scopes asked for. Without it `openid scope_all` for professionals, and the pivot identity for citizens."),
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
    setting.default.is_none() && !["discovery_url", "scopes", "acr_values", "userinfo"].contains(&setting.key)
}

/// Reads every provider that was given, and pushes a fault for each thing that is wrong.
pub(crate) fn read(sources: &Sources, faults: &mut Vec<Fault>) -> Vec<ProviderSettings> {
    let mut read = Vec::new();
    for (name, given) in &sources.providers {
        let before = faults.len();
        check_name(name, given, faults);
        let texts = Texts { name, given, faults };
        if let Some(provider) = texts.provider().filter(|_| faults.len() == before) {
            read.push(provider);
        }
    }
    read
}

fn check_name(name: &str, given: &Given, faults: &mut Vec<Fault>) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.len() <= LONGEST_NAME
        && name.chars().all(plain)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
    {
        return;
    }
    let place = given.values().next().map_or(Place::Default, |(_, place)| place.clone());
    let expected = "small letters, digits and hyphens, 32 at most, a letter first";
    faults.push(Fault::new("login.providers", place, "a name that fits no address", expected));
}

struct Texts<'a> {
    name: &'a str,
    given: &'a Given,
    faults: &'a mut Vec<Fault>,
}

impl Texts<'_> {
    fn provider(mut self) -> Option<ProviderSettings> {
        let mut values: Vec<Option<String>> =
            PROVIDER_SETTINGS.iter().map(|setting| self.value(setting)).collect();
        let mut take = |key: &str| {
            let place = PROVIDER_SETTINGS.iter().position(|setting| setting.key == key)?;
            values.get_mut(place)?.take()
        };
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
        Some(ProviderSettings {
            name: self.name.to_owned(),
            kind,
            discovery_url: take("discovery_url").unwrap_or_else(usual),
            issuer,
            client_id: take("client_id")?,
            client_secret_file: take("client_secret_file")?.into(),
            scopes: take("scopes").unwrap_or_else(|| scopes.to_owned()),
            acr_values: take("acr_values").unwrap_or_else(|| acr.to_owned()),
            userinfo: if userinfo == "jwt" { UserinfoForm::Jwt } else { UserinfoForm::Json },
            at_least_substantial: take("assurance_floor").as_deref() == Some("substantial"),
            label_fr: take("label_fr")?,
            label_en: take("label_en")?,
        })
    }

    /// The value of a setting as text, or a fault where it is wrong or missing.
    fn value(&mut self, setting: &'static Setting) -> Option<String> {
        let key = format!("login.providers.{}.{}", self.name, setting.key);
        let Some((raw, place)) = self.given.get(setting.key) else {
            if is_required(setting) {
                let place = self.given.values().next().map_or(Place::Default, |(_, place)| place.clone());
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
