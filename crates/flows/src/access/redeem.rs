//! Codes of holders, as those use them who got one.

use consent::{Code, rules::Guest, service::Redeemed};
use documents::Error;
use identity::{
    IssuedToken, Session,
    service::{CodeTrier, CodeTry},
};
use kernel::{Actor, EventId, Private, RequestId};
use mail::{Line, When};

use crate::{
    House,
    notify::{NewNotice, Told, notify},
};

/// How somebody without a log-in calls themselves.
#[derive(Debug, Clone)]
pub struct GuestWords {
    /// Name.
    pub name: Private<String>,
    /// Profession.
    pub profession: Private<String>,
    /// Where they work.
    pub place: Private<String>,
}

/// What a guest says, on one line and without what is not seen; none for nothing.
pub fn on_one_line(said: &Private<String>) -> Option<Private<String>> {
    let plain = Line::new(said.reveal());
    (!plain.reveal().is_empty()).then(|| plain.into())
}

/// A guest who got in by a code.
#[derive(Debug)]
pub struct AdmittedGuest {
    /// The access.
    pub redeemed: Redeemed,
    /// The token of the session, which lives as long as the access.
    pub token: IssuedToken,
}

/// Counts the try of a code before anything is looked for. It stays counted unless the code turns out to be right.
///
/// # Errors
/// [`identity::Error::TooManyCodes`]; the database's.
pub fn try_code(house: &House, who: CodeTrier<'_>) -> Result<CodeTry, Error> {
    let tried = house.desk.write(|tx| house.identity.try_code(tx, who))?;
    tried.map_err(|wait| identity::Error::TooManyCodes(wait).into())
}

/// Uses a code as a professional, and tells the holder at once.
///
/// # Errors
/// As [`try_code`] and [`consent::Consent::redeem`]; what keeps a notice from being left.
pub fn redeem(house: &House, actor: &Actor, code: Option<&Code>) -> Result<Redeemed, Error> {
    let tried = try_code(house, CodeTrier::Person(actor.person))?;
    house.desk.write(|tx| {
        let redeemed = house.consent.redeem(tx, actor, code)?;
        house.identity.code_was_right(tx, &tried)?;
        let told = used(&redeemed, actor, false);
        notify(house, tx, redeemed.space, &told)?;
        Ok(redeemed)
    })
}

/// Uses a code without a log-in, and tells the holder at once: what comes back is the token of a session in which the chosen
/// documents are read and nothing else is done.
///
/// # Errors
/// As [`try_code`] and [`consent::Consent::redeem_as_guest`]; what keeps a notice from being left.
pub fn redeem_as_guest(
    house: &House,
    request: RequestId,
    network: &str,
    code: Option<&Code>,
    words: &GuestWords,
) -> Result<AdmittedGuest, Error> {
    let tried = try_code(house, CodeTrier::Network(network))?;
    let actor = house.identity.guest(words.name.clone(), request);
    let guest = Guest {
        name: words.name.reveal().clone(),
        profession: words.profession.reveal().clone(),
        place: words.place.reveal().clone(),
    };
    let (redeemed, session): (Redeemed, Session) = house.desk.write(|tx| {
        let (permit, redeemed) = house.consent.redeem_as_guest(tx, &actor, code, &guest)?;
        house.identity.code_was_right(tx, &tried)?;
        let session = house.identity.admit_guest(tx, &permit, &actor, redeemed.ends_at)?;
        let told = used(&redeemed, &actor, true);
        notify(house, tx, redeemed.space, &told)?;
        Ok::<_, Error>((redeemed, session))
    })?;
    let token = house.identity.issue_to_guest(&session)?;
    Ok(AdmittedGuest { redeemed, token })
}

fn used(redeemed: &Redeemed, actor: &Actor, guest: bool) -> NewNotice {
    let until = When { at: redeemed.ends_at, zone: redeemed.zone };
    let told = Told::CodeUsed { name: Line::from(actor.name.clone()), guest, until };
    NewNotice { event: EventId::from(redeemed.access.uuid()), person: None, told, secret: redeemed.secret }
}
