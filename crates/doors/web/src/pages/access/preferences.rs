use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::{
    rules::Start,
    service::{Preferences, Preferred},
};
use documents::{Error, WhyToCheck};
use flows::{
    access::{self, Consequences},
    seeing,
};
use kernel::{ErrorKind, OrganisationId, Private, SpaceId};
use webkit::{Form, Path, Problem, Query};

use super::{
    super::{
        documents::address,
        done::{Asked, Done, Told, stepped_up},
        place::InSpace,
        record_head::RecordHead,
    },
    form::{Fields, Sent, meant},
    kept,
    preview::professions,
};
use crate::{
    State, forms,
    shell::{Shell, either, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// `GET /spaces/{space}/preferences`: how the record may be reached and what hides in it. A choice that waited for a second
/// factor is shown again, with what it would bring about.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let waits = asked.done == Some(Done::NotYet);
    let by = visitor.claims()?.person;
    let kept = if waits { kept::read(&request, &state.house().vault, by, space) } else { None };
    let is_kept = kept.is_some();
    let mut answer =
        offer(&visitor, &state, space, kept, Said { done: asked.done, ..Said::default() }).await?;
    if is_kept {
        forms::add_cookie(&mut answer, &kept::removed())?;
    }
    Ok(answer)
}

/// `POST /spaces/{space}/preferences`: shows what a choice would bring about, and saves it when that was seen.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(sent): Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let token = sent.get("csrf").map_or("", String::as_str);
    forms::require_own(&visitor, &state, &request, token)?;
    match sent.get("act").map(String::as_str) {
        // What was changed after its consequences were shown is shown again before it is saved.
        Some("save") if sent.get("foreseen") != Some(&choices(&sent)) => {
            let said = Said::fault("preferences-not-foreseen", StatusCode::UNPROCESSABLE_ENTITY);
            return offer(&visitor, &state, space, Some(sent), said).await;
        }
        Some("save") => {}
        Some("foresee") => {
            return offer(&visitor, &state, space, Some(sent), Said::default()).await;
        }
        _ => return Err(Problem::new(ErrorKind::Invalid)),
    }
    let again = sent.clone();
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let version = sent.get("version").cloned().unwrap_or_default();
        let unchanged = |standing: &str| standing == version;
        let saved = visit.try_decide(|tx| {
            let standing = house.consent.preferences(tx, actor, space)?.preferences;
            let wanted = meant(&sent, &standing, &house.reference).ok_or(consent::Error::OtherVersion)?;
            access::change_preferences(house, tx, actor, space, &unchanged, &wanted).map(drop)
        });
        match saved {
            Ok(()) => Ok(None),
            // Said in another window since the page was shown.
            Err(Error::Consent(consent::Error::OtherVersion)) => Ok(Some("preferences-changed-meanwhile")),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Some("preferences-too-much")),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    let here = format!("/spaces/{space}/preferences");
    match stepped_up(done.await, &here)? {
        Ok((_, None)) => Ok(forms::lead_to(&Done::Saved.at(&here))),
        Ok((_, Some(fault))) => {
            let (status, sent) = match fault {
                "preferences-too-much" => (StatusCode::UNPROCESSABLE_ENTITY, Some(again)),
                _ => (StatusCode::CONFLICT, None),
            };
            offer(&visitor, &state, space, sent, Said::fault(fault, status)).await
        }
        Err(mut answer) => {
            let by = visitor.claims()?.person;
            if let Some(cookie) = kept::cookie(&state.house().vault, by, space, &again) {
                forms::add_cookie(&mut answer, &cookie)?;
            }
            Ok(answer)
        }
    }
}

/// What the page says before everything else.
#[derive(Default)]
struct Said {
    done: Option<Done>,
    fault: Option<(&'static str, StatusCode)>,
}

impl Said {
    fn fault(key: &'static str, status: StatusCode) -> Self {
        Self { fault: Some((key, status)), done: None }
    }
}

/// The page, with what was chosen and what that would bring about, or with what is said now.
async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    sent: Option<Sent>,
    said: Said,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (heading, standing) =
            visit.decide(|tx| seeing::preferences(&visit.house, tx, &visit.actor, space))?;
        let said = match &sent {
            Some(sent) => meant(sent, &standing.preferences, &visit.house.reference),
            None => None,
        };
        let would = match &said {
            Some(wanted) => Would::of(visit, space, &standing.preferences, wanted)?,
            None => None,
        };
        let foreseen = sent.as_ref().map(choices).unwrap_or_default();
        let fields = fields(visit, &standing, said.as_ref())?;
        let is_fresh = visit.house.identity.is_fresh(&visit.actor);
        Ok((heading, (fields, foreseen), would, is_fresh, professions(visit)))
    });
    let (me, (heading, (fields, foreseen), would, is_fresh, eyes)) = seen.await?;
    let view = PreferencesPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        fields,
        foreseen,
        would,
        is_fresh,
        eyes,
        done: said.done.map(|done| done.told(visitor.language())),
        fault: said.fault.map(|(key, _)| texts::text(visitor.language(), key)),
    };
    page(visitor, said.fault.map_or(StatusCode::OK, |(_, status)| status), &view)
}

/// What a form says, but for what every form of the page bears: the same text for the same choices.
fn choices(sent: &Sent) -> String {
    kept::chosen(sent).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Whether an emergency opens the record to anybody.
fn opens_in_emergency(wanted: &Preferences) -> bool {
    wanted.emergency.break_the_glass || wanted.emergency.regulation
}

/// What preferences say otherwise that no number tells, and what they leave to nobody.
fn said_otherwise(standing: &Preferences, wanted: &Preferences) -> Vec<&'static str> {
    let start = match wanted.starts() {
        Start::OnDeclaration => "would-start-on-declaration",
        Start::OnApproval => "would-start-on-approval",
        Start::OnlyByCode => "would-start-only-by-code",
    };
    let masks_more = !wanted.default_masks.is_subset(&standing.default_masks);
    let masks_less = !standing.default_masks.is_subset(&wanted.default_masks);
    let all = [
        (wanted.starts() != standing.starts(), start),
        (masks_more, "would-mask-on-arrival"),
        (masks_less, "would-mask-no-more"),
        (wanted.emergency != standing.emergency && opens_in_emergency(wanted), "would-emergency"),
        (!opens_in_emergency(wanted), "would-no-emergency"),
    ];
    all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, key)| key).collect()
}

/// The fields of the form; structures are named where one is masked by default.
fn fields(visit: &Visit, standing: &Preferred, said: Option<&Preferences>) -> Result<Fields, Problem> {
    let ids: Vec<OrganisationId> =
        standing.preferences.default_masks.iter().filter_map(|mask| mask.organisation).collect();
    let mut structures = BTreeMap::new();
    if !ids.is_empty() {
        let known = visit.decide(|tx| Ok(visit.house.identity.organisations_named(tx, &ids)?))?;
        structures.extend(known);
    }
    let shown = said.unwrap_or(&standing.preferences);
    Ok(Fields::of(shown, &standing.version, &structures, &visit.house.reference, visit.language))
}

/// What a choice would bring about, in words.
struct Would {
    sentences: Vec<String>,
    needs_factor: bool,
    to_check: Vec<ToCheckLine>,
}

/// A document to look at by hand.
struct ToCheckLine {
    title: Private<String>,
    topic: String,
    why: String,
    address: String,
}

impl Would {
    fn of(
        visit: &Visit,
        space: SpaceId,
        standing: &Preferences,
        wanted: &Preferences,
    ) -> Result<Option<Self>, Problem> {
        let (house, actor, language) = (&visit.house, &visit.actor, visit.language);
        let found = match visit.try_decide(|tx| access::foresee(house, tx, actor, space, wanted)) {
            Ok(found) => found,
            // What cannot be said brings nothing about; to save it says so.
            Err(Error::Consent(consent::Error::Unprocessable(_))) => return Ok(None),
            Err(error) => return Err(visit.problem(&error)),
        };
        let Consequences { hidden, shown, to_check, go_on, not_in_emergency, needs_factor, .. } = found;
        // Where nothing opens in an emergency, nothing is shown in one.
        let in_emergency = opens_in_emergency(wanted).then_some(("would-not-in-emergency", not_in_emergency));
        let sentences = [("would-hide", hidden), ("would-show", shown), ("would-go-on", go_on)];
        let sentences = sentences.into_iter().chain(in_emergency);
        let counted = sentences.map(|(key, number)| texts::count(language, key, number));
        let said = said_otherwise(standing, wanted).into_iter().map(|key| texts::text(language, key));
        let sentences = said.chain(counted).collect();
        let line = |(key, one): (String, documents::ToCheck)| ToCheckLine {
            topic: house
                .reference
                .topic(&key)
                .map_or(key.clone(), |topic| either(language, &topic.label_fr, &topic.label_en).to_owned()),
            why: texts::text(
                language,
                match one.why {
                    WhyToCheck::Mentions => "check-mentions",
                    WhyToCheck::NotCoded => "check-not-coded",
                },
            ),
            address: format!("{}/audience", address(space, one.document.id)),
            title: one.document.words.title,
        };
        let to_check = to_check.into_iter().map(line).collect();
        Ok(Some(Self { sentences, needs_factor, to_check }))
    }
}

#[derive(Template)]
#[template(path = "access/preferences.html")]
struct PreferencesPage {
    page: Shell,
    head: RecordHead,
    fields: Fields,
    /// The choices whose consequences are shown.
    foreseen: String,
    /// What the choice would bring about, once it was asked.
    would: Option<Would>,
    /// Whether a second factor was shown just now.
    is_fresh: bool,
    /// Professions through whose eyes the record can be looked at.
    eyes: Vec<(String, String)>,
    done: Option<Told>,
    fault: Option<String>,
}
