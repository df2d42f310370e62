use serde::Serialize;
use webkit::Json;

use crate::people::{self, Persona, Text};

/// A sentence in both languages.
#[derive(Serialize)]
pub(super) struct TextView {
    fr: &'static str,
    en: &'static str,
}

/// Somebody to log in as.
#[derive(Serialize)]
pub(super) struct PersonaView {
    id: &'static str,
    name: &'static str,
    role: TextView,
    can: Vec<TextView>,
}

impl From<Text> for TextView {
    fn from(text: Text) -> Self {
        Self { fr: text.fr, en: text.en }
    }
}

impl From<&Persona> for PersonaView {
    fn from(persona: &Persona) -> Self {
        Self {
            id: persona.id,
            name: persona.name,
            role: persona.role.into(),
            can: persona.can.iter().copied().map(TextView::from).collect(),
        }
    }
}

/// `GET /sandbox/personas`: everybody who can do something today.
pub(super) async fn list() -> Json<Vec<PersonaView>> {
    Json(people::all().iter().map(PersonaView::from).collect())
}
