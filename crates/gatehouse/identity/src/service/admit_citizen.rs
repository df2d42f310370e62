use consent::IdentityAgreement;
use database::Tx;
use kernel::{PersonId, SpaceId};

use crate::{
    Error, GivenIdentity, Identity, NotAdmitted, StrictTraits, index, oidc::ProvenCitizen, sealed, store,
    traits::are_two_people,
};

impl Identity {
    /// The citizen whom a provider has proven: by the subject that the provider always uses for the person, else by the
    /// whole tuple of strict traits, which must lead to exactly one record. None, several and a disagreement are one answer.
    ///
    /// The first log-in binds the subject to the person for good, so every trait must agree with those known, and it needs
    /// the place of birth where the record has one: without it, somebody with the same name, date and sex would get a
    /// stranger's record. Later log-ins, known by their subject, may come without it, and with traits that one correction
    /// parts from those known: the feed and the provider learn of it on different days. They are refused where the two are
    /// those of two people ([`are_two_people`]), which is how the feed tells them apart too. A subject is tagged anew at the
    /// first log-in after a rotation of the index key: only then is it known what the tag is made of.
    ///
    /// Whose identity is that of a double is bound as whom they were known there, and given so: who they turned out to be is
    /// looked up whenever a session is opened, and may be undone.
    pub(super) fn citizen_proven(
        &self,
        tx: &mut Tx<'_>,
        provider: &str,
        proven: &ProvenCitizen,
    ) -> Result<PersonId, Error> {
        let unknown = || Error::from(NotAdmitted::NoAccount);
        let subject: [&[u8]; 2] = [provider.as_bytes(), proven.subject.reveal().as_bytes()];
        let tags = self.vault.blind("identity.login-subject", &subject)?;
        let known = store::subject_under(tx, &tags)?;
        let person = match &known {
            Some(known) => match store::held_spaces(tx.conn(), known.person())?.as_slice() {
                [held] if self.may_be_of(tx, held.space, &proven.traits)? => known.person(),
                _ => return Err(unknown()),
            },
            None => self.person_of_traits(tx, proven)?.ok_or_else(unknown)?,
        };
        // The key in force comes first.
        if let Some(tag) = tags.first() {
            match &known {
                Some(known) => store::retag_subject(tx, known, tag)?,
                None => store::insert_subject(tx, tag, person, self.clock.now())?,
            }
        }
        Ok(person)
    }

    /// Whether traits may be those of the person whom a space is about, or of a double that it took in: one correction apart
    /// at most.
    fn may_be_of(&self, tx: &mut Tx<'_>, space: SpaceId, traits: &StrictTraits) -> Result<bool, Error> {
        let Some(row) = store::identity_without_permit(tx, space)? else { return Ok(false) };
        let whole = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
        let of_doubles = whole.doubles.iter().map(|double| &double.whole.identity);
        let mut known = std::iter::once(&whole.identity).chain(of_doubles);
        Ok(known.any(|known| !are_two_people(traits, &known.traits)))
    }

    /// Whose traits these are, all of them: of exactly one record.
    fn person_of_traits(&self, tx: &mut Tx<'_>, proven: &ProvenCitizen) -> Result<Option<PersonId>, Error> {
        let Some(space) = self.space_of_traits(tx, proven)? else { return Ok(None) };
        let traits = &proven.traits;
        let given = GivenIdentity {
            ins: Vec::new(),
            birth_name: Some(traits.birth_name.clone()),
            first_names: traits.first_names.clone(),
            birth_date: Some(traits.birth_date.clone()),
            sex: Some(traits.sex),
            birthplace: traits.birthplace.clone(),
        };
        let compared = self.compare_identity_without_permit(tx, space, &given)?;
        if compared.verdict != IdentityAgreement::Agrees || !compared.differing.is_empty() {
            return Ok(None);
        }
        let own = compared.of_double.unwrap_or(space);
        Ok(store::identity_without_permit(tx, own)?.map(|row| row.person))
    }

    fn space_of_traits(&self, tx: &mut Tx<'_>, proven: &ProvenCitizen) -> Result<Option<SpaceId>, Error> {
        let traits = &proven.traits;
        let whole = store::spaces_under(tx.conn(), &index::of_traits(&self.vault, traits)?)?;
        let [space] = whole.as_slice() else { return Ok(None) };
        if traits.birthplace.is_none() {
            // A record without a place, as the proof is; nobody else may have the four other traits.
            let four = store::spaces_under(tx.conn(), &index::of_four_traits(&self.vault, traits)?)?;
            if four.as_slice() != [*space] {
                return Ok(None);
            }
        }
        Ok(Some(*space))
    }
}
