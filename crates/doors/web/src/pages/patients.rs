use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use identity::{BirthDate, FindPatient, Sex, StrictTraits, TraitFault, service::PatientSearch};
use kernel::{ErrorKind, Ins, InsFault, InsOid, Private};
use serde::Deserialize;
use webkit::{Form, Problem, client_network};

use crate::{
    State, errors, forms,
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

/// What the two forms send: one looks by INS, the other by the whole tuple of strict traits. It travels in the body,
/// and never in an address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Looked {
    pub(super) csrf: String,
    pub(super) by: String,
    pub(super) ins: Private<String>,
    pub(super) system: String,
    pub(super) birth_name: Private<String>,
    pub(super) first_names: Private<String>,
    pub(super) day: Private<String>,
    pub(super) month: Private<String>,
    pub(super) year: Private<String>,
    pub(super) sex: String,
    pub(super) birthplace: Private<String>,
}

/// The kinds of INS, as the form says them.
pub(super) const SYSTEMS: [(&str, InsOid, &str); 4] = [
    ("nir", InsOid::Nir, "ins-nir"),
    ("nia", InsOid::Nia, "ins-nia"),
    ("test", InsOid::NirTest, "ins-test"),
    ("demo", InsOid::NirDemo, "ins-demo"),
];

pub(super) const SEXES: [(&str, Sex, &str); 3] = [
    ("F", Sex::Female, "sex-female"),
    ("M", Sex::Male, "sex-male"),
    ("UN", Sex::Undetermined, "sex-undetermined"),
];

/// `GET /patients`: the two forms by which a professional finds the record of a patient.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, |_| Ok(())).await?;
    require_professional(&me)?;
    // Where people are chosen to log in as they are made up, and so are their numbers.
    let system = if state.logins().is_some() { "test" } else { "nir" };
    let looked = Looked { system: system.to_owned(), ..Looked::default() };
    answer(&visitor, &state, me, looked, Faults::default(), StatusCode::OK)
}

/// `POST /patients`: looks the patient up and leads on to the record. Nobody found, and a record that takes no look-up,
/// are the same page.
pub(crate) async fn find(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(looked): Form<Looked>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &looked.csrf)?;
    let language = visitor.language();
    let read = looked.read(language);
    let network = client_network(&request, state.house().settings.server.proxies).to_string();
    let found = state.visit(&visitor, move |visit| {
        if visit.actor.practice().is_none() {
            // Refused by the rules, so that it leaves its line; what the page says is that there is none.
            let asked = visit.try_decide(|tx| {
                Ok(visit.house.consent.check_lookup::<FindPatient>(tx, &visit.actor).map(|_| ())?)
            });
            return Err(match asked {
                Err(error) if error.kind() != ErrorKind::Forbidden => errors::problem(&error, language),
                _ => Problem::new(ErrorKind::NotFound),
            });
        }
        let search = match read {
            Ok(search) => search,
            Err(faults) => return Ok(Err((faults, StatusCode::UNPROCESSABLE_ENTITY))),
        };
        let house = &visit.house;
        let spent = house.identity.spend_lookup(&house.desk, &visit.actor, &network);
        spent.map_err(|error| errors::of_identity(&error, language))?;
        match visit.try_decide(|tx| Ok(house.identity.find_patient(tx, &visit.actor, &search)?)) {
            Ok(space) => Ok(Ok(space)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(Err((Faults::nobody(language), StatusCode::NOT_FOUND)))
            }
            Err(documents::Error::Identity(identity::Error::Trait(fault))) => {
                Ok(Err((Faults::of_trait(fault, language), StatusCode::UNPROCESSABLE_ENTITY)))
            }
            Err(error) => Err(errors::problem(&error, language)),
        }
    });
    match found.await? {
        (_, Ok(space)) => Ok(forms::lead_to(&format!("/spaces/{space}"))),
        (me, Err((faults, status))) => answer(&visitor, &state, me, looked, faults, status),
    }
}

fn require_professional(me: &Me) -> Result<(), Problem> {
    if me.is_professional() { Ok(()) } else { Err(Problem::new(ErrorKind::NotFound)) }
}

impl Looked {
    pub(super) fn read(&self, language: Language) -> Result<PatientSearch, Faults> {
        if self.by == "ins" {
            self.read_ins(language).map(PatientSearch::Ins)
        } else {
            self.read_traits(language).map(|traits| PatientSearch::Traits(Box::new(traits)))
        }
    }

    /// Reads the number.
    pub(super) fn read_ins(&self, language: Language) -> Result<Ins, Faults> {
        let oid = SYSTEMS
            .into_iter()
            .find(|(code, ..)| *code == self.system)
            .map_or(InsOid::Nir, |(_, oid, _)| oid);
        let fault = |key| Faults::of_field("ins", language, key);
        match Ins::parse(self.ins.reveal().trim(), oid) {
            Ok((ins, _)) => Ok(ins),
            Err(InsFault::Shape) => Err(fault("find-fault-ins-shape")),
            Err(InsFault::Key) => Err(fault("find-fault-ins-key")),
        }
    }

    /// Reads the whole tuple of traits.
    pub(super) fn read_traits(&self, language: Language) -> Result<StrictTraits, Faults> {
        let sex = SEXES.into_iter().find(|(code, ..)| *code == self.sex).map(|(_, sex, _)| sex);
        let birth_date = BirthDate::parse(self.written_date().reveal());
        let mut faults = Faults::default();
        if self.birth_name.reveal().trim().is_empty() {
            faults.fields.push(("birth_name", texts::text(language, "find-fault-birth-name")));
        }
        if self.first_names.reveal().trim().is_empty() {
            faults.fields.push(("first_names", texts::text(language, "find-fault-first-names")));
        }
        if birth_date.is_err() {
            faults.fields.push(("day", texts::text(language, "find-fault-birth-date")));
        }
        if sex.is_none() {
            faults.fields.push(("sex-F", texts::text(language, "find-fault-sex")));
        }
        let (Ok(birth_date), Some(sex), true) = (birth_date, sex, faults.fields.is_empty()) else {
            return Err(faults);
        };
        let birthplace = self.birthplace.reveal().trim();
        let traits = StrictTraits {
            birth_name: self.birth_name.reveal().trim().into(),
            first_names: vec![self.first_names.reveal().trim().into()],
            birth_date,
            sex,
            birthplace: (!birthplace.is_empty()).then(|| birthplace.into()),
        };
        match traits.check() {
            Ok(()) => Ok(traits),
            Err(fault) => Err(Faults::of_trait(fault, language)),
        }
    }

    /// `1979-03-28`, with as much of it as was filled in.
    fn written_date(&self) -> Private<String> {
        let parts = [&self.year, &self.month, &self.day].map(|part| part.reveal().trim());
        let two = |part: &str| if part.len() == 1 { format!("0{part}") } else { part.to_owned() };
        let [year, month, day] = parts;
        Private::new(match (month.is_empty(), day.is_empty()) {
            (true, true) => year.to_owned(),
            (false, true) => format!("{year}-{}", two(month)),
            _ => format!("{year}-{}-{}", two(month), two(day)),
        })
    }
}

/// What is wrong with what was filled in: the field that it is about, and what to say beside it.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) nobody: Option<String>,
}

impl Faults {
    fn nobody(language: Language) -> Self {
        Self { fields: Vec::new(), nobody: Some(texts::text(language, "find-nobody")) }
    }

    pub(super) fn of_field(field: &'static str, language: Language, key: &str) -> Self {
        Self { fields: vec![(field, texts::text(language, key))], nobody: None }
    }

    pub(super) fn of_trait(fault: TraitFault, language: Language) -> Self {
        let (field, key) = match fault {
            TraitFault::BirthName => ("birth_name", "find-fault-birth-name"),
            TraitFault::FirstNames => ("first_names", "find-fault-first-names"),
            TraitFault::BirthDate => ("day", "find-fault-birth-date"),
            TraitFault::Birthplace => ("birthplace", "find-fault-birthplace"),
        };
        Self::of_field(field, language, key)
    }

    /// What to say beside a field.
    pub(super) fn of(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(about, _)| *about == field).map(|(_, said)| said.as_str())
    }
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    sent: Looked,
    faults: Faults,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let label = |key| texts::text(visitor.language(), key);
    let view = Patients {
        page: Shell::inside(visitor, state, me)?,
        systems: SYSTEMS.map(|(code, _, key)| (code, label(key))),
        sexes: SEXES.map(|(code, _, key)| (code, label(key))),
        sent,
        faults,
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "patients.html")]
struct Patients {
    page: Shell,
    systems: [(&'static str, String); 4],
    sexes: [(&'static str, String); 3],
    sent: Looked,
    faults: Faults,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn dated(year: &str, month: &str, day: &str) -> String {
        let sent = Looked { year: year.into(), month: month.into(), day: day.into(), ..Looked::default() };
        sent.written_date().reveal().clone()
    }

    #[test]
    fn a_date_is_written_as_far_as_it_is_known() {
        assert_eq!(dated("1985", "5", "17"), "1985-05-17");
        assert_eq!(dated("1985", "05", ""), "1985-05");
        assert_eq!(dated("1985", "", ""), "1985");
        assert!(BirthDate::parse(&dated("1985", "", "3")).is_err());
    }

    #[test]
    fn a_number_of_another_shape_and_a_wrong_key_are_told_apart() {
        let looked = |ins: &str| Looked {
            by: "ins".into(),
            ins: ins.into(),
            system: "nir".into(),
            ..Looked::default()
        };
        let said = |ins: &str| looked(ins).read(Language::English).err().unwrap().fields.remove(0).1;
        assert_ne!(said("12"), said("2 80 07 75 056 001 00"));
        assert!(looked("2 80 07 75 056 001 49").read(Language::English).is_ok());
    }
}
