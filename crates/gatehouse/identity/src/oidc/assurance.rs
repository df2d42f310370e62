use kernel::Assurance;

use super::ProviderSettings;

/// The level of an `acr` that is at least the one asked for, and at least the provider's floor.
pub(super) fn assurance(settings: &ProviderSettings, acr: Option<&str>) -> Option<Assurance> {
    let (given, wanted) = (level(acr?)?, level(&settings.acr)?);
    (given >= wanted).then(|| given.max(settings.assurance_floor))
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
