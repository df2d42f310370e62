//! Userinfo in the shape of Pro Santé Connect.

use kernel::{NationalId, Private, Rpps};
use serde::Deserialize;

use super::{Distrust, ProvenProfessional, ProvenSituation};

/// Most situations that are looked at.
const MOST: usize = 64;
/// Longest code or name that is kept.
const LONGEST: usize = 200;

/// What is read of it. Absent and empty are the same there.
#[derive(Deserialize)]
pub(super) struct Userinfo {
    #[serde(rename = "SubjectNameID", default)]
    subject_name_id: Option<String>,
    #[serde(rename = "otherIds", default)]
    other_ids: Vec<OtherId>,
    #[serde(default)]
    given_name: Option<String>,
    #[serde(default)]
    family_name: Option<String>,
    #[serde(rename = "Secteur_Activite", default)]
    sector: Option<String>,
    #[serde(rename = "SubjectOrganization", default)]
    organisation: Option<String>,
    #[serde(rename = "SubjectRefPro", default)]
    practice: Option<RefPro>,
}

#[derive(Deserialize)]
struct OtherId {
    #[serde(default)]
    identifiant: String,
    #[serde(default)]
    origine: String,
}

#[derive(Deserialize)]
struct RefPro {
    #[serde(default)]
    exercices: Vec<Exercice>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Exercice {
    #[serde(default)]
    code_profession: String,
    #[serde(default)]
    code_categorie_professionnelle: String,
    #[serde(default)]
    code_savoir_faire: String,
    #[serde(default)]
    nom_dexercice: String,
    #[serde(default)]
    prenom_dexercice: String,
    #[serde(default)]
    activities: Vec<Activity>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    #[serde(default)]
    code_secteur_dactivite: String,
    #[serde(default)]
    numero_siret_site: String,
    #[serde(default)]
    numero_finess_site: String,
    #[serde(default)]
    raison_sociale_site: String,
    #[serde(default)]
    enseigne_commerciale_site: String,
}

impl Userinfo {
    /// The professional that it describes.
    pub(super) fn professional(self) -> Result<ProvenProfessional, Distrust> {
        let rpps = self.rpps()?;
        let name = self.name()?;
        let mut situations = Vec::new();
        for situation in self.situations() {
            if !situations.contains(&situation) {
                situations.push(situation);
            }
        }
        Ok(ProvenProfessional { rpps, name, situations })
    }

    /// The RPPS number: `8` and the number in `SubjectNameID` or among `otherIds`. Two different ones are none.
    fn rpps(&self) -> Result<Rpps, Distrust> {
        let others = self.other_ids.iter().filter(|other| other.origine == "RPPS");
        let written = self.subject_name_id.iter().chain(others.map(|other| &other.identifiant));
        let mut found: Vec<Rpps> =
            written.filter_map(|text| text.parse::<NationalId>().ok()?.rpps()).collect();
        found.dedup();
        match found.as_slice() {
            [one] => Ok(one.clone()),
            _ => Err(Distrust::Identity),
        }
    }

    fn name(&self) -> Result<Private<String>, Distrust> {
        let exercices = self.practice.iter().flat_map(|practice| &practice.exercices);
        let of_practice = exercices.map(|one| (one.prenom_dexercice.as_str(), one.nom_dexercice.as_str()));
        let own =
            (self.given_name.as_deref().unwrap_or_default(), self.family_name.as_deref().unwrap_or_default());
        let (first, family) = of_practice
            .chain([own])
            .find(|(_, family)| !family.trim().is_empty())
            .ok_or(Distrust::Identity)?;
        let name = format!("{} {}", first.trim(), family.trim());
        Ok(Private::new(name.trim().chars().take(LONGEST).collect()))
    }

    fn situations(&self) -> impl Iterator<Item = ProvenSituation> {
        let exercices = self.practice.iter().flat_map(|practice| &practice.exercices);
        exercices
            .filter(|exercice| !exercice.code_profession.is_empty())
            .flat_map(|exercice| self.of_exercice(exercice))
            .take(MOST)
    }

    fn of_exercice(&self, exercice: &Exercice) -> Vec<ProvenSituation> {
        let bare = ProvenSituation {
            profession: short(&exercice.code_profession).unwrap_or_default(),
            qualified: is_qualified(&exercice.code_categorie_professionnelle),
            know_how: short(&exercice.code_savoir_faire),
            // `SA07^1.2.250.1.71.4.2.4`: code and system.
            sector: self
                .sector
                .as_deref()
                .and_then(|text| short(text.split('^').next()?))
                .unwrap_or_default(),
            finess: None,
            siret: None,
            place: self.organisation.as_deref().and_then(short),
        };
        if exercice.activities.is_empty() {
            return vec![bare];
        }
        let of_activity = |activity: &Activity| {
            let names = [&activity.raison_sociale_site, &activity.enseigne_commerciale_site];
            ProvenSituation {
                sector: short(&activity.code_secteur_dactivite).unwrap_or_default(),
                // The number of the legal entity (`numeroFinessetablissementJuridique`) is shared by all its sites.
                finess: activity.numero_finess_site.parse().ok(),
                siret: Some(activity.numero_siret_site.clone()).filter(|text| is_siret(text)),
                place: names.into_iter().find_map(|text| short(text)),
                ..bare.clone()
            }
        };
        exercice.activities.iter().map(of_activity).collect()
    }
}

/// Whether a professional category (TRE_R09-CategorieProfessionnelle, ANS, version of 2026-02-23) means practice with the
/// full rights of the profession: `C` civil, `M` public agent, and `F` official, which was withdrawn in favour of `M`.
/// `E` is a student, who bears the code of the profession and for whom the access matrix has no row; a category that is
/// not known here counts like it. Where none is given, the person is no student.
pub(crate) fn is_qualified(category: &str) -> bool {
    matches!(category.trim(), "" | "C" | "M" | "F")
}

fn is_siret(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn short(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}
