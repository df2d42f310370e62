use std::sync::Arc;

use consent::Language;
use flows::House;
use sandbox::people::{self, For, Persona, Text};
use secrecy::SecretString;
use web::{Beside, Choice, Logins};
use webkit::Problem;

/// Logging in by choosing one of the made-up people: for those whom no identity provider knows.
struct ChosenPersona(House);

/// The log-ins of the sandbox.
pub(crate) fn of_sandbox(house: &House) -> Arc<dyn Logins> {
    Arc::new(ChosenPersona(house.clone()))
}

impl Logins for ChosenPersona {
    fn choices(&self, language: Language) -> Vec<Choice> {
        chosen_here().map(|persona| choice(persona, language)).collect()
    }

    fn beside(&self, language: Language) -> Option<Beside> {
        let (lang, text) = match language {
            Language::French => {
                ("fr", "Un logiciel interroge un professionnel sans navigateur (CIBA) : répondre à sa place")
            }
            Language::English => {
                ("en", "Software asks a professional without a browser (CIBA): answer in their place")
            }
        };
        Some(Beside { text: text.to_owned(), address: format!("{}?ui_locales={lang}", sandbox::QUESTIONS) })
    }

    fn begin(&self, choice: &str) -> Result<Option<SecretString>, Problem> {
        match chosen_here().find(|persona| persona.id == choice) {
            Some(persona) => Ok(Some(people::session_for(&self.0, persona, For::Pages)?.token)),
            None => Ok(None),
        }
    }
}

fn chosen_here() -> impl Iterator<Item = &'static Persona> {
    people::all().iter().filter(|persona| !persona.has_provider())
}

fn choice(persona: &Persona, language: Language) -> Choice {
    let said = |text: &Text| match language {
        Language::French => text.fr,
        Language::English => text.en,
    };
    let can: Vec<_> = persona.can.iter().map(said).collect();
    let (between, opening, patient) = match language {
        Language::French => (" ; ", "Peut ", "INS de Camille, la patiente : "),
        Language::English => ("; ", "Can ", "INS of Camille, the patient: "),
    };
    let looks_up = if persona.looks_up() { format!(" {patient}{}.", people::INS) } else { String::new() };
    let factor = match (persona.is_admin(), language) {
        (false, _) => "",
        (true, Language::French) => {
            " Ici, le second facteur est tenu pour présenté ; ailleurs, il est demandé."
        }
        (true, Language::English) => " Here the second factor counts as shown; elsewhere it is asked for.",
    };
    Choice {
        id: persona.id.to_owned(),
        name: persona.name.to_owned(),
        about: said(&persona.role).to_owned(),
        note: Some(format!("{opening}{}.{looks_up}{factor}", can.join(between))),
    }
}
