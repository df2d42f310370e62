use super::{Line, Lines};
use crate::{start::Decided, store};

/// What `serve` refuses of the settings; on a machine without `database.url`, where only a sandbox runs, in one line.
pub(super) fn look(decided: &Decided) -> Vec<Line> {
    let Decided { settings, reference } = decided;
    let mut lines = Lines::of("settings");
    let mut faults = settings.production_faults(reference);
    faults.extend(settings.login_faults());
    if settings.database.url.is_some() {
        faults.iter().for_each(|fault| lines.fail(fault.to_string()));
    } else if !faults.is_empty() {
        lines.warn(format!(
            "`serve` would refuse them for {} reasons, which `carnet config check` names; for a sandbox they do",
            faults.len()
        ));
    }
    store::faults(&settings.blobs).into_iter().for_each(|fault| lines.fail(fault));
    lines.or_ok("`serve` and `worker` would take them")
}
