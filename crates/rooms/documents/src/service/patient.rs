use consent::IdentityAgreement;
use database::Tx;
use identity::GivenIdentity;
use kernel::SpaceId;

use super::Documents;
use crate::{
    Error,
    cda::{self, Patient},
};

impl From<&Patient> for GivenIdentity {
    /// The claim of a header. A family name of which nobody says that it is the one of birth is left out; so are
    /// numbers that may not be taken.
    fn from(patient: &Patient) -> Self {
        let sex = patient.sex.map(|sex| match sex {
            cda::Sex::Female => identity::Sex::Female,
            cda::Sex::Male => identity::Sex::Male,
            cda::Sex::Undetermined => identity::Sex::Undetermined,
        });
        Self {
            ins: patient.ins.iter().filter_map(|found| found.ins().cloned()).collect(),
            birth_name: patient.name.birth_family.clone(),
            first_names: patient.name.given.clone(),
            birth_date: patient
                .birth
                .as_ref()
                .and_then(|date| identity::BirthDate::parse(date.reveal()).ok()),
            sex,
            birthplace: patient.birthplace.clone(),
        }
    }
}

impl Documents {
    /// Compares the identities given with a deposit, all of them, with the one of the space: one that disagrees is
    /// enough to disagree, one that agrees is enough to agree. An absent space disagrees with everybody.
    pub(super) fn compare_patients(
        &self,
        tx: &mut Tx<'_>,
        space: SpaceId,
        given: &[GivenIdentity],
    ) -> Result<(IdentityAgreement, Vec<&'static str>), Error> {
        let mut verdict = IdentityAgreement::NotGiven;
        let mut differing = Vec::new();
        for one in given {
            let compared = self.identity.compare_identity_without_permit(tx, space, one)?;
            if compared.ins_differs {
                differing.push("ins");
            }
            differing.extend(compared.differing.iter().map(|name| name.as_str()));
            verdict = match (verdict, compared.verdict) {
                (IdentityAgreement::Disagrees, _) | (_, IdentityAgreement::Disagrees) => {
                    IdentityAgreement::Disagrees
                }
                (IdentityAgreement::Agrees, _) | (_, IdentityAgreement::Agrees) => IdentityAgreement::Agrees,
                _ => IdentityAgreement::NotGiven,
            };
        }
        differing.sort_unstable();
        differing.dedup();
        Ok((verdict, differing))
    }
}
