use kernel::{AdminRole, PersonId};

use super::persona::{Part, Persona, Text, fixed};

/// Somebody who runs the service, by a number of which the id is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OfAdmin {
    number: u8,
    /// What the person may do.
    pub(crate) roles: &'static [AdminRole],
}

impl OfAdmin {
    /// The person.
    pub(crate) fn person(self) -> PersonId {
        fixed(0x70 + self.number)
    }
}

/// The id of the persona who helps citizens.
pub(crate) const MEDIATOR: &str = "mediator";

const fn admin(
    id: &'static str,
    name: &'static str,
    role: Text,
    can: &'static [Text],
    of: (u8, &'static [AdminRole]),
) -> Persona {
    let (number, roles) = of;
    Persona { id, name, role, can, part: Part::Admin(OfAdmin { number, roles }) }
}

const OPENS_NONE: Text = Text { fr: "n'ouvrir aucun dossier", en: "open no record" };
const OWN_ACCOUNT: Text = Text {
    fr: "voir ses rôles et la sécurité de son compte",
    en: "see one's roles and the security of one's account",
};
const PLAIN: &[Text] = &[OWN_ACCOUNT, OPENS_NONE];
const OF_SUPPORT: Text = Text {
    fr: "suspendre un dossier, le rouvrir, dire à quel point une identité est sûre, décider à deux des doublons",
    en: "shut a record, open it again, say how sure an identity is, decide about doubles with a colleague",
};
const AUDITS: Text = Text {
    fr: "voir combien de séances chaque médiateur a tenues, jour par jour",
    en: "see how many sessions each mediator has had, day by day",
};
const HELPS: Text = Text {
    fr: "aider une personne présente, avec son identité, pendant vingt minutes au plus",
    en: "help a person who is present, by their identity, for twenty minutes at most",
};

const AUTHORS: Text = Text { fr: "auteur de campagnes de prévention", en: "author of prevention campaigns" };
const APPROVES: Text =
    Text { fr: "valideuse de campagnes de prévention", en: "approver of prevention campaigns" };
const SUPPORTS: Text = Text { fr: "assistance aux usagers", en: "support" };
const REGISTERS: Text =
    Text { fr: "responsable des projets d'usage secondaire", en: "registrar of projects of secondary use" };

pub(super) const AUTHOR: Persona =
    admin("author", "Alix Ebauche", AUTHORS, PLAIN, (1, &[AdminRole::CampaignAuthor]));
pub(super) const APPROVER: Persona =
    admin("approver", "Lou Relecture", APPROVES, PLAIN, (2, &[AdminRole::CampaignApprover]));
pub(super) const SUPPORT: Persona =
    admin("support", "Noa Maquette", SUPPORTS, &[OF_SUPPORT, OPENS_NONE], (3, &[AdminRole::Support]));
pub(super) const SECOND_OF_SUPPORT: Persona =
    admin("support-2", "Charlie Canevas", SUPPORTS, &[OF_SUPPORT, OPENS_NONE], (4, &[AdminRole::Support]));
pub(super) const AUDITOR: Persona = admin(
    "auditor",
    "Sasha Temoin",
    Text { fr: "auditrice", en: "auditor" },
    &[AUDITS, OPENS_NONE],
    (5, &[AdminRole::Auditor]),
);
pub(super) const OF_MEDIATION: Persona = admin(
    MEDIATOR,
    "Eden Prototype",
    Text { fr: "médiateur numérique dans une mairie", en: "mediator in a town hall" },
    &[HELPS, OPENS_NONE],
    (6, &[AdminRole::Mediator]),
);
pub(super) const REGISTRAR: Persona =
    admin("registrar", "Ariel Essai", REGISTERS, PLAIN, (7, &[AdminRole::ProjectRegistrar]));
pub(super) const SECOND_REGISTRAR: Persona =
    admin("registrar-2", "Dany Patron", REGISTERS, PLAIN, (8, &[AdminRole::ProjectRegistrar]));
