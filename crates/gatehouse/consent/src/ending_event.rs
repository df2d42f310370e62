use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use kernel::{EventId, ProvisionId};
use uuid::Builder;

/// The event of telling somebody of the end of a provision: the same for the same end and whom it is told, and no other.
pub(crate) fn event_of(one: ProvisionId, until: DateTime<Utc>, to: u8) -> EventId {
    let said = [one.uuid().as_bytes().as_slice(), &until.timestamp_micros().to_be_bytes(), &[to]].concat();
    let digest = digest(&SHA256, &said);
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    EventId::from(Builder::from_random_bytes(id).into_uuid())
}
