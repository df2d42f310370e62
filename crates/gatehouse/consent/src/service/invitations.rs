//! Invitations: a code, and who is meant by it. What both kinds of them have in common: a carer's, and a representative's.

use chrono::{DateTime, NaiveDate, Utc};
use database::Tx;
use kernel::Actor;

use super::{
    check_words,
    codes::{FoundCode, no_such_code, nowhere},
};
use crate::{
    Action, Ask, Code, Consent, Error, Permit, Provision,
    rules::{ACCESS_CODE, AccessCodeTerms, InviteeTraits, Serves},
};

/// An invitation that waits for whoever it is meant for.
pub struct Invitation {
    pub(super) found: FoundCode,
    traits: InviteeTraits,
}

impl Invitation {
    /// Who is meant.
    pub fn traits(&self) -> &InviteeTraits {
        &self.traits
    }
}

impl Consent {
    /// The invitation that a code is, where it is one of the kind that has such traits, with the permit to accept it. It leaves
    /// the invitation as it is.
    pub(super) fn look_at_invitation<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        code: Option<&Code>,
        traits_of: impl Fn(Serves) -> Option<InviteeTraits>,
    ) -> Result<(Permit<'tx, A>, Option<Invitation>), Error> {
        let found = self.find_code(tx, code)?;
        let space = found.as_ref().map_or_else(nowhere, |found| found.space);
        let ask = FoundCode::ask(found.as_ref(), Ask::default());
        let permit = self.check::<A>(tx, actor, space, ask).map_err(no_such_code)?;
        let invitation = found.and_then(|found| {
            let serves = permit.facts().running(ACCESS_CODE).find_map(|one| found.serves(one));
            let traits = serves.and_then(traits_of)?;
            Some(Invitation { found, traits })
        });
        Ok((permit, invitation))
    }
}

/// Characters of a name by which somebody is invited.
pub const LONGEST_INVITEE_NAME: usize = 100;

/// Whether there can be such a person.
pub(super) fn check_traits(traits: &InviteeTraits, now: DateTime<Utc>) -> Result<(), Error> {
    check_words("a family name", traits.family_name.reveal(), LONGEST_INVITEE_NAME)?;
    check_words("a given name", traits.first_name.reveal(), LONGEST_INVITEE_NAME)?;
    let born = traits.birth_date.reveal().parse::<NaiveDate>();
    if born.is_ok_and(|born| born <= now.date_naive()) {
        return Ok(());
    }
    Err(Error::Unprocessable("a date of birth is a day that was, as `YYYY-MM-DD`".to_owned()))
}

/// What a provision opens as a code, where it is one.
pub(super) fn opened_by(one: &Provision) -> Option<Serves> {
    let terms = (one.kind == ACCESS_CODE).then(|| one.terms::<AccessCodeTerms>()).flatten()?;
    Some(terms.serves)
}
