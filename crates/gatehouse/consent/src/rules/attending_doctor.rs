/// The kind of provision that says who the attending doctor (médecin traitant) is. No rule reads it yet: it gives no right
/// and takes none.
pub const ATTENDING_DOCTOR: &str = "attending_doctor";

/// The kind of provision that says that somebody who was named as the representative of a minor says not to be it.
/// As long as it stands, the insurer's feed gives the representation to that person no more.
pub const REPRESENTATION_DISPUTE: &str = "representation_dispute";
