use actix_web::{
    HttpResponse,
    http::{StatusCode, header::CONTENT_LANGUAGE},
};
use askama::Template;
use config::Reference;
use consent::Language;
use flows::House;
use identity::service::Authenticated;
use kernel::{Capacity, Private};
use webkit::{PAGE_POLICY, Problem, SCRIPT_PAGE_POLICY, content_security_policy, form_token};

use crate::{State, assets, language, texts, together::Together, visitor::Visitor};

/// Who is logged in, as the head of each page says.
#[derive(Debug, Clone)]
pub(crate) struct Me {
    /// Empty for an account to which no record is bound.
    pub(crate) name: Private<String>,
    pub(crate) role: String,
    pub(crate) side: Side,
    /// With which mediator, and for how much longer.
    pub(crate) together: Option<Together>,
}

/// What a visitor comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Their own record.
    Citizen,
    /// Their patients' records.
    Professional,
    /// Software, for which pages are not made.
    Establishment,
    /// Documents that a code opens.
    Guest,
    /// Running the service.
    Admin,
}

impl Me {
    pub(crate) fn new(known: &Authenticated, house: &House, language: Language) -> Self {
        let (actor, reference) = (&known.actor, &house.reference);
        let (side, role) = match &actor.capacity {
            Capacity::Citizen if actor.name.reveal().is_empty() => {
                (Side::Citizen, texts::text(language, "role-account"))
            }
            Capacity::Citizen => (Side::Citizen, texts::text(language, "role-citizen")),
            Capacity::Professional(practice) => {
                (Side::Professional, profession(reference, &practice.profession, language))
            }
            Capacity::Establishment { .. } => {
                (Side::Establishment, texts::text(language, "role-establishment"))
            }
            Capacity::Guest => (Side::Guest, texts::text(language, "role-guest")),
            Capacity::Admin(_) => (Side::Admin, texts::text(language, "role-admin")),
        };
        let together = Together::of(known, house.clock.now(), house.settings.country.time_zone, language);
        Self { name: actor.name.clone(), role, side, together }
    }

    /// Whether it is an account to which no record is bound.
    pub(crate) fn has_no_record(&self) -> bool {
        self.side == Side::Citizen && self.name.reveal().is_empty()
    }

    pub(crate) fn is_professional(&self) -> bool {
        self.side == Side::Professional
    }
}

/// The label of a profession (TRE_G15); its code where no label is known.
pub(crate) fn profession(reference: &Reference, code: &str, language: Language) -> String {
    reference
        .profession(code)
        .map_or(code, |known| either(language, &known.label_fr, &known.label_en))
        .to_owned()
}

/// The label of a speciality; its code where no label is known.
pub(crate) fn know_how(reference: &Reference, code: &str, language: Language) -> String {
    let known = reference.know_how(code);
    known.map_or(code, |known| either(language, &known.label_fr, &known.label_en)).to_owned()
}

/// The label of a sector of activity (TRE_R02); its code where no label is known.
pub(crate) fn sector(reference: &Reference, code: &str, language: Language) -> String {
    let known = reference.sector(code);
    known.map_or(code, |known| either(language, &known.label_fr, &known.label_en)).to_owned()
}

/// The French or the English one.
pub(crate) fn either<'a>(language: Language, french: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// What every page has around its content: language, who is logged in, the token of its forms.
#[derive(Debug)]
pub(crate) struct Shell {
    language: Language,
    pub(crate) me: Option<Me>,
    /// A session of a mediator and a citizen together.
    pub(crate) together: Option<Together>,
    /// The token of the forms of this page; empty where it has none.
    pub(crate) csrf: String,
    /// Where this page can be asked for in the other language, relative to its address; empty for that very address.
    again: String,
}

impl Shell {
    /// Around a page of somebody who is logged in.
    ///
    /// # Errors
    /// 401 when nobody is.
    pub(crate) fn inside(visitor: &Visitor, state: &State, me: Me) -> Result<Self, Problem> {
        let csrf = form_token(visitor.secret()?, state.house().rng.as_ref());
        Ok(Self::around(visitor.language(), me, csrf))
    }

    /// Around a page of somebody who is known, with the token of its forms.
    pub(crate) fn around(language: Language, me: Me, csrf: String) -> Self {
        let together = me.together.clone();
        Self { language, me: Some(me), together, csrf, again: String::new() }
    }

    /// Around a page of somebody who is not logged in.
    pub(crate) fn outside(language: Language, csrf: String) -> Self {
        Self { language, me: None, together: None, csrf, again: String::new() }
    }

    /// The same where the page is asked for in the other language at this address, or with this query.
    pub(crate) fn shown_at(self, again: String) -> Self {
        Self { again, ..self }
    }

    /// The sentence of a key.
    pub(crate) fn t(&self, key: &str) -> String {
        texts::text(self.language, key)
    }

    /// The sentence of a key about something named.
    pub(crate) fn naming(&self, key: &str, name: &str) -> String {
        texts::naming(self.language, key, name)
    }

    /// The code of the language, and of the one that the page can be switched to.
    pub(crate) fn lang(&self) -> &'static str {
        language::code(self.language)
    }

    pub(crate) fn other(&self) -> &'static str {
        match self.language {
            Language::French => "en",
            Language::English => "fr",
        }
    }

    /// The address of this page in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        let joint = if self.again.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.again, self.other())
    }

    /// Where the script that asks for passkeys is.
    pub(crate) fn passkeys_script(&self) -> &'static str {
        assets::passkeys_address()
    }

    /// Where the style sheet of this very program is.
    pub(crate) fn style(&self) -> &'static str {
        assets::style_address()
    }
}

/// Answers with a page that asks a browser for what only a script can ask for.
///
/// # Errors
/// 500 when the template cannot be written.
pub(crate) fn page_with_script(
    visitor: &Visitor,
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, Problem> {
    let mut answer = page(visitor, status, template)?;
    let (name, policy) = content_security_policy(SCRIPT_PAGE_POLICY);
    answer.headers_mut().insert(name, policy);
    Ok(answer)
}

/// Answers with a page.
///
/// # Errors
/// 500 when the template cannot be written.
pub(crate) fn page(
    visitor: &Visitor,
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, Problem> {
    let mut answer = HttpResponse::build(status);
    if visitor.chosen.now {
        answer.cookie(visitor.chosen.cookie());
    }
    let html = template.render().map_err(|error| Problem::internal(&error))?;
    Ok(answer
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_LANGUAGE, language::code(visitor.language())))
        .insert_header(content_security_policy(PAGE_POLICY))
        .body(html))
}
