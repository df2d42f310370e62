use config::Reference;
use database::Tx;
use kernel::{OrganisationId, PersonId, Private, Rpps, Standing};

use crate::{
    Error, Identity, NotAdmitted, OrganisationKind, Professional, SituationId, normalise,
    oidc::{ProvenProfessional, ProvenSituation},
    store::{self, KnownPractice},
};

impl Identity {
    /// The professional whom a provider has proven, and the situations of practice that go on among those which the
    /// provider lists. Whoever is not known yet is registered: the provider is the national authority on who practises.
    /// A situation is known again by profession and structure; one that has ended here stays ended, unless another of
    /// the same profession and structure goes on. Practice as a student gives no access.
    pub(super) fn professional_proven(
        &self,
        tx: &mut Tx<'_>,
        proven: &ProvenProfessional,
        reference: &Reference,
    ) -> Result<(PersonId, Vec<SituationId>), Error> {
        let qualified: Vec<_> = proven.situations.iter().filter(|situation| situation.qualified).collect();
        let known = |situation: &&ProvenSituation| reference.profession(&situation.profession).is_some();
        let listed: Vec<&ProvenSituation> = qualified.iter().copied().filter(known).collect();
        let Some(first) = listed.first() else {
            return Err(match (qualified.is_empty(), proven.situations.is_empty()) {
                (false, _) => NotAdmitted::UnknownProfession,
                (true, false) => NotAdmitted::NotQualified,
                (true, true) => NotAdmitted::NoSituation,
            }
            .into());
        };
        let professional = self.registered(tx, &proven.rpps, &proven.name, &first.profession)?;
        if professional.standing != Standing::Good {
            return Err(NotAdmitted::NotInGoodStanding.into());
        }
        let person = professional.person;
        // Two log-ins of one person at once must not add one situation twice.
        store::lock_practices(tx, person)?;
        let mut practices = store::practices_of(tx.conn(), person)?;
        let mut offered: Vec<SituationId> = Vec::new();
        for situation in listed {
            let organisation = self.organisation_of(tx, situation)?;
            let same = |known: &&KnownPractice| is_same(known, situation, organisation, &professional);
            let matching: Vec<_> = practices.iter().filter(same).collect();
            let id = match matching.iter().find(|known| known.active) {
                Some(known) => SituationId::from(known.id),
                None if !matching.is_empty() => continue,
                None => {
                    let id = self.add_practice(tx, person, situation, organisation)?;
                    practices = store::practices_of(tx.conn(), person)?;
                    id
                }
            };
            if !offered.contains(&id) {
                offered.push(id);
            }
        }
        Ok((person, offered))
    }

    fn registered(
        &self,
        tx: &mut Tx<'_>,
        rpps: &Rpps,
        name: &Private<String>,
        profession: &str,
    ) -> Result<Professional, Error> {
        if let Some(known) = store::professional_by_rpps(tx.conn(), rpps)? {
            return Ok(known);
        }
        // Two first log-ins of one person at once must not make two people.
        tx.lock_alone("identity.register-proven")?;
        if let Some(known) = store::professional_by_rpps(tx.conn(), rpps)? {
            return Ok(known);
        }
        let person = PersonId::new(self.clock.as_ref(), self.rng.as_ref());
        self.register_professional(tx, person, rpps, name, profession)?;
        store::professional_by_rpps(tx.conn(), rpps)?.ok_or(Error::Missing("professional"))
    }

    fn organisation_of(
        &self,
        tx: &mut Tx<'_>,
        situation: &ProvenSituation,
    ) -> Result<Option<OrganisationId>, Error> {
        let number = store::Number::of(situation.finess.as_ref(), situation.siret.as_deref());
        let Some(number) = number else { return Ok(None) };
        let given = store::Numbered {
            number,
            name: situation.place.as_deref().unwrap_or("–"),
            kind: kind_of(&situation.sector).as_str(),
        };
        let id = OrganisationId::new(self.clock.as_ref(), self.rng.as_ref());
        Ok(Some(store::organisation_by_number(tx, id, &given)?))
    }

    fn add_practice(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        situation: &ProvenSituation,
        organisation: Option<OrganisationId>,
    ) -> Result<SituationId, Error> {
        let id = SituationId::new(self.clock.as_ref(), self.rng.as_ref());
        let new = store::NewPractice {
            id,
            person,
            organisation,
            sector: &situation.sector,
            profession: &situation.profession,
            know_how: situation.know_how.as_deref(),
            place: situation.place.as_deref().filter(|_| organisation.is_none()),
        };
        store::insert_practice(tx, &new)?;
        Ok(id)
    }
}

/// Whether a known situation is the one that the provider describes: the same profession in the same structure, or,
/// where the structure has no number, in one of the same name and sector.
fn is_same(
    known: &KnownPractice,
    given: &ProvenSituation,
    organisation: Option<OrganisationId>,
    professional: &Professional,
) -> bool {
    let profession = known.profession.as_deref().unwrap_or(&professional.profession);
    let folded = |text: &Option<String>| text.as_deref().map(normalise);
    let same_place = match organisation {
        Some(organisation) => known.organisation == Some(organisation.uuid()),
        None => {
            known.organisation.is_none()
                && known.sector == given.sector
                && folded(&known.place) == folded(&given.place)
        }
    };
    profession == given.profession && same_place
}

/// The kind of structure of a sector of activity (TRE_R02).
pub(super) fn kind_of(sector: &str) -> OrganisationKind {
    match sector {
        "SA01" | "SA02" | "SA03" | "SA04" => OrganisationKind::Establishment,
        "SA07" | "SA08" | "SA09" => OrganisationKind::Practice,
        "SA25" => OrganisationKind::Laboratory,
        "SA33" => OrganisationKind::Pharmacy,
        _ => OrganisationKind::Other,
    }
}
