//! Records opened in an emergency, and who looks at that again.

mod holder;
mod look;
mod open;
mod overdue;
mod restore;
mod review;
mod said;

pub use holder::{EmergencyAccess, ListEmergencyAccesses, ReportMisuse};
pub use look::{EmergencyLook, LookOutcome, LookState, ReadEmergencyLooks, SeenLook};
pub use open::{Attested, BreakGlass, EmergencyCommand, Missing, OpenedEmergency};
pub use overdue::SuspendEmergencyRight;
pub use restore::RestoreEmergencyRight;
pub use review::{Review, ReviewEmergency, Reviewed};
pub use said::EmergencySaid;
