//! Who gets into a record and what they see: the pages of its holder.

pub(crate) mod audience;
pub(crate) mod carers;
pub(super) mod carers_form;
mod code_form;
pub(crate) mod codes;
mod form;
pub(super) mod kept;
pub(crate) mod named;
mod named_form;
pub(crate) mod preferences;
pub(crate) mod preview;
pub(crate) mod safety;
pub(crate) mod secondary_use;
mod temporary;
pub(crate) mod why;

use consent::{
    Language,
    rules::{
        ACCESS_CODE, AccessCodeTerms, CARER, CarerTerms, Guest, REPRESENTATIVE, Serves, TemporaryAccessTerms,
    },
    service::Granted,
};
use kernel::{OrganisationId, PersonId, Private};

use crate::{shell::profession, state::Visit, texts};
use flows::access::{self, Names};

/// A professional or a structure, as a page names them.
struct Called {
    name: Private<String>,
    /// Profession and structure, or what stands behind a name.
    about: String,
}

impl Called {
    /// Whoever a grant is of: of a guest what they call themselves.
    fn of_grant(visit: &Visit, names: &Names, one: &Granted) -> Self {
        if let Ok(CarerTerms { name, .. }) = serde_json::from_value(one.terms.clone()) {
            return Self { name, about: texts::text(visit.language, "way-w4") };
        }
        if one.kind == ACCESS_CODE {
            return Self::of_code(visit, one);
        }
        if access::is_acting(&one.kind) {
            let way = if one.kind == REPRESENTATIVE { "way-w2" } else { "way-w3" };
            let name = names.acting(one).cloned().unwrap_or_default();
            return Self { name, about: texts::text(visit.language, way) };
        }
        let terms = serde_json::from_value::<TemporaryAccessTerms>(one.terms.clone()).ok();
        match terms.and_then(|terms| terms.guest) {
            Some(guest) => Self::guest(&guest, visit.language),
            None => Self::new(visit, names, one.person, one.organisation),
        }
    }

    /// A code that nobody has used yet: by whom it invites, where it does.
    fn of_code(visit: &Visit, one: &Granted) -> Self {
        let code = texts::text(visit.language, "grant-code-called");
        let serves = serde_json::from_value(one.terms.clone()).map(|AccessCodeTerms { serves, .. }| serves);
        let invited = match serves {
            Ok(Serves::Carer(invited)) => Some(invited.traits.called()),
            Ok(Serves::Representative(invited)) => Some(invited.traits.called()),
            Ok(Serves::TemporaryAccess { .. } | Serves::CareRelationship { .. }) | Err(_) => None,
        };
        match invited {
            Some(name) => Self { name, about: code },
            None => Self { name: code.into(), about: String::new() },
        }
    }

    /// Somebody without a log-in, as they call themselves: nobody has looked whether it is so.
    fn guest(guest: &Guest, language: Language) -> Self {
        let said = format!("{}, {}", guest.profession, guest.place);
        Self { name: Private::new(guest.name.clone()), about: texts::naming(language, "access-guest", &said) }
    }

    /// The number in the directory of the professional whom a grant names; a carer is named as a carer alone.
    fn number(names: &Names, one: &Granted) -> Option<String> {
        if one.kind == CARER || access::is_acting(&one.kind) {
            return None;
        }
        Some(names.people.get(&one.person?)?.rpps.to_string())
    }

    /// Whoever is meant by a person, a structure or both.
    fn new(
        visit: &Visit,
        names: &Names,
        person: Option<PersonId>,
        organisation: Option<OrganisationId>,
    ) -> Self {
        let place = organisation.map(|id| {
            let known = names.organisations.get(&id).cloned();
            known.unwrap_or_else(|| texts::text(visit.language, "access-structure-unknown"))
        });
        match person.map(|person| names.people.get(&person)) {
            Some(Some(known)) => {
                let label = profession(&visit.house.reference, &known.profession, visit.language);
                let about = place.map_or(label.clone(), |place| format!("{label}, {place}"));
                Self { name: known.name.clone(), about }
            }
            Some(None) => Self {
                name: Private::new(texts::text(visit.language, "access-not-listed")),
                about: place.unwrap_or_default(),
            },
            None => Self {
                name: Private::new(place.unwrap_or_default()),
                about: texts::text(visit.language, "access-whole-team"),
            },
        }
    }
}
