//! The sandbox's people as the two providers describe them.

use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Provider, Shape};
use crate::people::{DirectoryFault, Holder, Part, Persona, Text, practices};

/// Whether a provider of this shape knows the person.
pub(super) fn knows(shape: Shape, persona: &Persona) -> bool {
    matches!(
        (shape, persona.part),
        (Shape::ProSanteConnect, Part::Professional(_)) | (Shape::FranceConnect, Part::Citizen(_))
    )
}

impl Provider {
    /// What this provider always calls the person: for citizens another name for each service that asks.
    pub(super) fn subject(&self, persona: &Persona) -> Result<String, DirectoryFault> {
        Ok(match persona.part {
            Part::Professional(number) => {
                let rpps = practices(number)?.rpps;
                format!("f:00000000-0000-7000-8000-000000000000:{}", rpps.national_id())
            }
            Part::Citizen(holder) => {
                // Of whom there is another one each year is somebody else each year.
                let year = holder.year(self.clock.now()).map(|year| format!(" {year}"));
                let text = format!("{} {}{}", self.client(), persona.id, year.unwrap_or_default());
                format!("{}v1", hex::encode(digest::digest(&digest::SHA256, text.as_bytes())))
            }
            Part::Software | Part::Admin(_) => String::new(),
        })
    }

    /// The claims of userinfo.
    pub(super) fn claims(&self, persona: &Persona) -> Result<Value, DirectoryFault> {
        let subject = self.subject(persona)?;
        match persona.part {
            Part::Professional(number) => professional(&subject, number),
            Part::Citizen(holder) => Ok(citizen(&subject, holder, self.clock.now())),
            Part::Software | Part::Admin(_) => Ok(Value::Null),
        }
    }
}

pub(super) fn professional(subject: &str, number: u8) -> Result<Value, DirectoryFault> {
    let practices = practices(number)?;
    let id = practices.rpps.national_id();
    let (first, family) = practices.name.split_once(' ').unwrap_or(("", practices.name));
    let activities: Vec<_> = practices.places.iter().map(activity).collect();
    let main = practices.places.first();
    Ok(json!({
        "sub": subject,
        "Secteur_Activite": format!("{}^1.2.250.1.71.4.2.4", main.map_or("", |place| place.sector)),
        "SubjectOrganization": main.map_or("", |place| place.name),
        "SubjectNameID": id,
        "preferred_username": id,
        "given_name": first,
        "family_name": family,
        "email_verified": false,
        "authMode": "MOBILE",
        "UITVersion": "1.0",
        "SubjectRole": [format!("{}^1.2.250.1.213.1.1.5.5", practices.profession)],
        "otherIds": [{ "identifiant": id, "origine": "RPPS", "qualite": 1 }],
        "SubjectRefPro": {
            "codeCivilite": "",
            "exercices": [{
                "codeProfession": practices.profession,
                "codeCategorieProfessionnelle": "C",
                "codeCiviliteDexercice": "",
                "nomDexercice": family,
                "prenomDexercice": first,
                "codeTypeSavoirFaire": "",
                "codeSavoirFaire": "",
                "activities": activities,
            }],
        },
    }))
}

fn activity(place: &crate::people::Place) -> Value {
    json!({
        "codeModeExercice": "L",
        "codeSecteurDactivite": place.sector,
        "numeroSiretSite": "",
        "numeroFinessSite": place.finess,
        "numeroFinessetablissementJuridique": "",
        "raisonSocialeSite": place.name,
        "enseigneCommercialeSite": "",
    })
}

fn citizen(subject: &str, holder: &Holder, now: DateTime<Utc>) -> Value {
    let Ok(traits) = holder.traits(now) else { return Value::Null };
    let names: Vec<&str> = traits.first_names.iter().map(|name| name.reveal().as_str()).collect();
    json!({
        "sub": subject,
        "given_name": names.join(" "),
        "family_name": traits.birth_name.reveal(),
        "birthdate": traits.birth_date.reveal(),
        "gender": if traits.sex == identity::Sex::Male { "male" } else { "female" },
        "birthplace": traits.birthplace.as_ref().map_or("", |place| place.reveal()),
        "birthcountry": "99100",
    })
}

/// What the page of a provider says of a person.
pub(crate) fn said(text: &Text, french: bool) -> &'static str {
    if french { text.fr } else { text.en }
}
