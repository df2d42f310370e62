//! Choices that wait for a second factor: the browser keeps them sealed, for whoever made them and for their record, until they
//! are shown again.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use kernel::{PersonId, SpaceId};
use vault::Vault;
use webkit::cursor;

use super::form::Sent;

const NAME: &str = "__Host-carnet-choices";
/// Time to show a second factor.
const LIFE: Duration = Duration::minutes(15);
/// Longest one that a browser keeps.
const LONGEST: usize = 3_800;
/// What every form of the page bears, which is not chosen.
const APART: [&str; 5] = ["csrf", "act", "version", "foreseen", "eyes"];

/// What was chosen in a form.
pub(super) fn chosen(sent: &Sent) -> impl Iterator<Item = (&String, &String)> {
    sent.iter().filter(|(name, _)| !APART.contains(&name.as_str()))
}

/// The cookie that keeps what was chosen; none for more than a browser keeps. `Lax`, because a second factor may be shown at a
/// provider, which leads the browser back from its own site.
pub(in super::super) fn cookie(
    vault: &Vault,
    by: PersonId,
    space: SpaceId,
    sent: &Sent,
) -> Option<Cookie<'static>> {
    let chosen: Sent = chosen(sent).map(|(name, value)| (name.clone(), value.clone())).collect();
    let plain = serde_json::to_vec(&chosen).ok()?;
    let sealed = cursor::seal(vault, &viewer(by, space), NAME, &plain).ok()?;
    let mut cookie = bare(sealed);
    cookie.set_max_age(LIFE);
    Some(cookie).filter(|cookie| cookie.value().len() <= LONGEST)
}

/// What the browser keeps of this person's choices for this record.
pub(in super::super) fn read(
    request: &HttpRequest,
    vault: &Vault,
    by: PersonId,
    space: SpaceId,
) -> Option<Sent> {
    let cookie = request.cookie_raw(NAME).filter(|cookie| cookie.value().len() <= LONGEST)?;
    let plain = cursor::open(vault, &viewer(by, space), NAME, cookie.value()).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The cookie that removes it.
pub(in super::super) fn removed() -> Cookie<'static> {
    let mut cookie = bare(String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn viewer(by: PersonId, space: SpaceId) -> Vec<u8> {
    [by.uuid().into_bytes(), space.uuid().into_bytes()].concat()
}

fn bare(value: String) -> Cookie<'static> {
    Cookie::build(NAME, value).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}
