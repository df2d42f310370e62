use kernel::Assurance;
use secrecy::SecretString;

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

/// One identity provider, as the operator configured it.
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
    /// What shows that we are.
    pub client_secret: SecretString,
    /// Scopes asked for, parted by spaces.
    pub scopes: String,
    /// The level asked for, `eidas1` to `eidas3`; an answer of a lower one is refused.
    pub acr: String,
    /// How userinfo comes.
    pub userinfo: UserinfoForm,
    /// The least level that a log-in through this provider counts as, whatever its `acr` says.
    pub assurance_floor: Assurance,
    /// What its button says in French.
    pub label_fr: String,
    /// What its button says in English.
    pub label_en: String,
}

impl ProviderSettings {
    /// The level of an `acr` that is at least the one asked for.
    pub(super) fn assurance(&self, acr: Option<&str>) -> Option<Assurance> {
        let (given, wanted) = (level(acr?)?, level(&self.acr)?);
        (given >= wanted).then(|| given.max(self.assurance_floor))
    }
}

/// The levels of eIDAS as French providers name them.
fn level(acr: &str) -> Option<Assurance> {
    match acr {
        "eidas1" => Some(Assurance::Low),
        "eidas2" => Some(Assurance::Substantial),
        "eidas3" => Some(Assurance::High),
        _ => None,
    }
}
