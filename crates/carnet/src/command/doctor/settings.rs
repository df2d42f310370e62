use super::{Line, Lines};
use crate::{refusals::known_passwords, start::Decided, store};

/// What `serve` refuses of the settings; on a machine without `database.url`, where only a sandbox runs, in one line.
pub(super) fn look(decided: &Decided) -> Vec<Line> {
    let Decided { settings, reference } = decided;
    let mut lines = Lines::of("settings");
    let faults = settings.production_faults(reference).into_iter().chain(settings.login_faults());
    let mut faults: Vec<String> = faults.map(|fault| fault.to_string()).collect();
    faults.extend(known_passwords(settings));
    if settings.database.url.is_some() {
        faults.into_iter().for_each(|fault| lines.fail(fault));
    } else if !faults.is_empty() {
        lines.warn(format!(
            "`serve` would refuse them for {} reasons, which `carnet config check` names; for a sandbox they do",
            faults.len()
        ));
    }
    store::faults(&settings.blobs).into_iter().for_each(|fault| lines.fail(fault));
    lines.or_ok("`serve` and `worker` would take them")
}
