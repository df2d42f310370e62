use chrono::{DateTime, Utc};
use kernel::{Id, SpaceId};
use uuid::Uuid;

use super::{
    admins::{self, OfAdmin},
    holder::{ANGE, CAMILLE, Holder, JEANNE, MORGAN, NOE, ODETTE, REMI, ROBIN, ZOE},
};

/// A sentence in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// French.
    pub fr: &'static str,
    /// English.
    pub en: &'static str,
}

/// Somebody who does not exist, to log in as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// The fixed id: what a caller writes.
    pub id: &'static str,
    /// What the person is called.
    pub name: &'static str,
    /// Who the person is.
    pub role: Text,
    /// What the person can do today.
    pub can: &'static [Text],
    pub(crate) part: Part,
}

impl Persona {
    /// The record that a call as this person is about: that of whom they act for, one's own, or Camille's.
    pub(crate) fn space(&self, now: DateTime<Utc>) -> SpaceId {
        match self.part {
            Part::Citizen(holder) => holder.tried_on().space(now),
            Part::Professional(_) | Part::Software | Part::Admin(_) => space(),
        }
    }

    /// Whether the person looks patients up on the pages, and so needs to know the number of the made-up patient.
    pub fn looks_up(&self) -> bool {
        matches!(&self.part, Part::Professional(_)) || self.id == admins::MEDIATOR
    }

    /// Whether the person runs the service, for whom a second factor counts as shown at the log-in here.
    pub fn is_admin(&self) -> bool {
        matches!(self.part, Part::Admin(_))
    }

    /// Whether an identity provider of the sandbox knows the person; another one is chosen on the log-in page.
    pub fn has_provider(&self) -> bool {
        !matches!(self.part, Part::Software | Part::Admin(_))
    }
}

/// What a persona is in the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The holder of a record.
    Citizen(&'static Holder),
    /// A professional, by the number of the directory's entry.
    Professional(u8),
    /// Software of an establishment.
    Software,
    /// Somebody who runs the service.
    Admin(OfAdmin),
}

/// The record that the calls of the demonstration are about: Camille's.
pub fn space() -> SpaceId {
    fixed(0x10)
}

/// The number of its holder, under the OID of tests.
pub const INS: &str = "285059999900131";

/// `00000000-0000-7000-8000-0000000000NN`: an id that anybody sees to be made up.
pub(crate) fn fixed<T>(number: u8) -> Id<T> {
    Id::from(Uuid::from_bytes([0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number]))
}

/// `00000000-0000-7000-8000-000000YYYYNN`: such an id of somebody of whom there is another one each year.
pub(crate) fn fixed_of<T>(year: i32, number: u8) -> Id<T> {
    let digits = |two: i32| u8::try_from(two / 10 * 16 + two % 10).unwrap_or_default();
    let (century, year) = (digits(year / 100 % 100), digits(year % 100));
    Id::from(Uuid::from_bytes([0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, century, year, number]))
}

const FEED: Text = Text {
    fr: "retrouver le patient par son identité et déposer un document",
    en: "find the patient by identity and deposit a document",
};
const DECLARE: Text = Text {
    fr: "déclarer une relation de soins, puis consulter ce que la matrice d'habilitation permet à sa profession",
    en: "declare a care relationship, then consult what the access matrix allows the profession",
};
const NO_CONSULT: Text = Text {
    fr: "ne rien consulter : sa profession n'est dans aucune ligne de la matrice d'habilitation",
    en: "consult nothing: the profession is in no row of the access matrix",
};
const DELEGATED: Text = Text {
    fr: "consulter ce qu'un professionnel en relation de soins lui délègue, dans la limite de la matrice d'habilitation",
    en: "consult what a professional in a care relationship hands on, within the access matrix",
};
const HOLDER: &[Text] = &[
    Text { fr: "lire et déposer ses documents", en: "read and deposit one's documents" },
    Text { fr: "voir qui a fait quoi dans son dossier", en: "see who did what in one's record" },
];
const BEGINS: &[Text] = &[Text {
    fr: "décider si son dossier commence, comment il s'ouvre, et de même pour son enfant",
    en: "decide whether one's record begins, how it opens, and the same for one's child",
}];
const CARES_FOR: &[Text] = &[Text {
    fr: "comme aidant, voir et ajouter les ordonnances de Camille jusqu'à la fin qu'elle a dite, et rien d'autre",
    en: "as a carer, see and add Camille's prescriptions until the end that she said, and nothing else",
}];
const KEEPS: &[Text] = &[
    Text { fr: "lire et déposer ses documents", en: "read and deposit one's documents" },
    Text {
        fr: "garder pour elle ce que ses parents n'ont pas à voir",
        en: "keep to herself what her parents are not to see",
    },
];
const REPRESENTS: &[Text] = &[Text {
    fr: "entrer dans le dossier de Zoe jusqu'à ses 18 ans, sauf dans ce qu'elle garde pour elle",
    en: "enter the record of Zoe until she is 18, but for what she keeps to herself",
}];
const IN_CHARGE: &[Text] = &[Text {
    fr: "agir dans le dossier d'Odette comme elle-même, sous son propre nom",
    en: "act in the record of Odette as she would, under his own name",
}];
const IN_CARE: &[Text] = &[FEED, DECLARE];

const PERSONAS: &[Persona] = &[
    Persona {
        id: "citizen",
        name: "Camille Specimen",
        role: Text { fr: "citoyenne, titulaire de son dossier", en: "citizen, holder of her record" },
        can: HOLDER,
        part: Part::Citizen(CAMILLE),
    },
    Persona {
        id: "other-citizen",
        name: "Morgan Echantillon",
        role: Text { fr: "citoyen, titulaire d'un autre dossier", en: "citizen, holder of another record" },
        can: HOLDER,
        part: Part::Citizen(MORGAN),
    },
    Persona {
        id: "newcomer",
        name: "Robin Prototype",
        role: Text {
            fr: "citoyen qui ne s'est jamais connecté, père d'une enfant",
            en: "citizen who has never logged in, father of a child",
        },
        can: BEGINS,
        part: Part::Citizen(ROBIN),
    },
    Persona {
        id: "carer",
        name: "Noe Croquis",
        role: Text {
            fr: "voisin de Camille, qui l'aide pour ses ordonnances",
            en: "neighbour of Camille, who helps with her prescriptions",
        },
        can: CARES_FOR,
        part: Part::Citizen(NOE),
    },
    Persona {
        id: "teenager",
        name: "Zoe Pastel",
        role: Text {
            fr: "citoyenne de 15 ans, représentée par ses deux parents",
            en: "citizen of 15, represented by both her parents",
        },
        can: KEEPS,
        part: Part::Citizen(ZOE),
    },
    Persona {
        id: "mother",
        name: "Jeanne Esquisse",
        role: Text { fr: "mère de Zoe, qui a 15 ans", en: "mother of Zoe, who is 15" },
        can: REPRESENTS,
        part: Part::Citizen(JEANNE),
    },
    Persona {
        id: "father",
        name: "Remi Pastel",
        role: Text { fr: "père de Zoe, qui a 15 ans", en: "father of Zoe, who is 15" },
        can: REPRESENTS,
        part: Part::Citizen(REMI),
    },
    Persona {
        id: "elder",
        name: "Odette Fusain",
        role: Text {
            fr: "citoyenne âgée, sous tutelle par décision d'un juge",
            en: "elderly citizen, under guardianship by decision of a judge",
        },
        can: HOLDER,
        part: Part::Citizen(ODETTE),
    },
    Persona {
        id: "guardian",
        name: "Ange Aquarelle",
        role: Text {
            fr: "tuteur d'Odette par décision d'un juge",
            en: "guardian of Odette by decision of a judge",
        },
        can: IN_CHARGE,
        part: Part::Citizen(ANGE),
    },
    Persona {
        id: "doctor",
        name: "Dominique Fictif",
        role: Text { fr: "médecin généraliste en cabinet", en: "general practitioner in a practice" },
        can: IN_CARE,
        part: Part::Professional(1),
    },
    Persona {
        id: "dentist",
        name: "Claude Exemple",
        role: Text { fr: "chirurgien-dentiste en cabinet", en: "dentist in a practice" },
        can: IN_CARE,
        part: Part::Professional(2),
    },
    Persona {
        id: "pharmacist",
        name: "Andrea Modele",
        role: Text { fr: "pharmacienne titulaire d'une officine", en: "pharmacist in charge of a pharmacy" },
        can: IN_CARE,
        part: Part::Professional(3),
    },
    Persona {
        id: "therapist",
        name: "Sacha Gabarit",
        role: Text { fr: "ergothérapeute en cabinet", en: "occupational therapist in a practice" },
        can: &[FEED, NO_CONSULT],
        part: Part::Professional(4),
    },
    Persona {
        id: "emergency-doctor",
        name: "Maxime Demo",
        role: Text { fr: "médecin urgentiste à l'hôpital", en: "emergency doctor in a hospital" },
        can: IN_CARE,
        part: Part::Professional(5),
    },
    Persona {
        id: "secretary",
        name: "Lise Brouillon",
        role: Text {
            fr: "secrétaire médicale du cabinet de Dominique Fictif",
            en: "medical secretary in the practice of Dominique Fictif",
        },
        can: &[FEED, DELEGATED],
        part: Part::Professional(6),
    },
    Persona {
        id: "regulator",
        name: "Yael Epreuve",
        role: Text {
            fr: "médecin régulateur d'un centre 15",
            en: "doctor in a centre that regulates emergency calls",
        },
        can: IN_CARE,
        part: Part::Professional(7),
    },
    Persona {
        id: "technician",
        name: "Swann Calque",
        role: Text {
            fr: "préparateur dans l'officine d'Andrea Modele",
            en: "pharmacy technician in the pharmacy of Andrea Modele",
        },
        can: IN_CARE,
        part: Part::Professional(8),
    },
    Persona {
        id: "software",
        name: "Logiciel de l'hôpital Fictif",
        role: Text {
            fr: "logiciel d'un établissement référencé", en: "software of a listed establishment"
        },
        can: &[FEED],
        part: Part::Software,
    },
    admins::AUTHOR,
    admins::APPROVER,
    admins::SUPPORT,
    admins::SECOND_OF_SUPPORT,
    admins::AUDITOR,
    admins::OF_MEDIATION,
    admins::REGISTRAR,
    admins::SECOND_REGISTRAR,
];

/// Everybody, in the order in which they are shown. Somebody appears only when there is something to do.
pub fn all() -> &'static [Persona] {
    PERSONAS
}

/// The persona of this id.
pub fn by_id(id: &str) -> Option<&'static Persona> {
    PERSONAS.iter().find(|persona| persona.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_apart() {
        let mut ids: Vec<_> = all().iter().map(|persona| persona.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all().len());
    }
}
