/// The kind of provision that says who the attending doctor (médecin traitant) is: it is no way in, and masks do not hide
/// from that doctor.
pub const ATTENDING_DOCTOR: &str = "attending_doctor";

/// The kind of provision that says that somebody who was named as the representative of a minor says not to be it.
/// As long as it stands, the insurer's feed gives the representation to that person no more.
pub const REPRESENTATION_DISPUTE: &str = "representation_dispute";
