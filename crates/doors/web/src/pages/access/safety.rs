use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{
    Ask,
    rules::{CarerTerms, Start},
    service::{AccessState, Discretion, Granted},
};
use flows::{
    access::{self, Names},
    seeing::{self, Team},
};
use kernel::{ErrorKind, ProvisionId, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem, Query};

use super::{
    super::{
        done::{Asked, Done, Told, stepped_up},
        place::InSpace,
        record_head::RecordHead,
    },
    Called,
    carers_form::{acts, shelves},
    temporary::AccessLine,
    why::{self, Kind},
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// What a form of the page sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    grant: Option<ProvisionId>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    sure: Option<String>,
}

/// `GET /spaces/{space}/safety`: who gets in today, why and until when, and what may let somebody in later.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, asked.done, None).await
}

/// `POST /spaces/{space}/safety`: ends one of them, or all with one act; approves a request; takes back what is to
/// come; keeps the record discreet; says what heirs may see.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    if decided.act == "end-everything" && decided.sure.is_none() {
        return offer(&visitor, &state, space, None, Some("safety-unsure")).await;
    }
    let done = state.visit(&visitor, move |visit| {
        let (consent, actor) = (&visit.house.consent, &visit.actor);
        let grant = || decided.grant.ok_or_else(|| Problem::new(ErrorKind::Invalid));
        match decided.act.as_str() {
            "end-everything" => {
                visit.decide(|tx| Ok(consent.end_everything(tx, actor, space).map(drop)?))?;
                Ok(Done::AllEnded)
            }
            "end" => {
                let (kind, grant) = (Kind::of(&decided.kind), grant()?);
                let kind = kind.filter(|kind| kind.ends).ok_or_else(|| Problem::new(ErrorKind::Invalid))?;
                visit.decide(|tx| Ok(consent.end_grant(tx, actor, space, kind.name, grant).map(drop)?))?;
                Ok(if kind.waits() { Done::Saved } else { Done::Ended })
            }
            "be-discreet" => {
                visit.decide(|tx| {
                    flows::discretion::begin(&visit.house, tx, actor, space, Ask::default()).map(drop)
                })?;
                Ok(Done::Saved)
            }
            "end-discretion" => {
                visit.decide(|tx| Ok(consent.end_discretion(tx, actor, space)?))?;
                Ok(Done::Saved)
            }
            "refuse-heirs" | "allow-heirs" => {
                let refused = decided.act == "refuse-heirs";
                visit.decide(|tx| Ok(consent.say_after_death(tx, actor, space, refused)?))?;
                Ok(Done::Saved)
            }
            "take-back" => {
                let grant = grant()?;
                visit.decide(|tx| Ok(consent.end_temporary_access(tx, actor, space, grant)?))?;
                Ok(Done::Ended)
            }
            "approve" => {
                let grant = grant()?;
                visit.decide(|tx| {
                    Ok(consent.approve_relationship(tx, actor, space, grant, None).map(drop)?)
                })?;
                Ok(Done::Saved)
            }
            _ => Err(Problem::new(ErrorKind::Invalid)),
        }
    });
    let here = format!("/spaces/{space}/safety");
    Ok(match stepped_up(done.await, &here)? {
        Ok((_, done)) => forms::lead_to(&done.at(&here)),
        Err(answer) => answer,
    })
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    done: Option<Done>,
    fault: Option<&'static str>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let ((heading, team), (listed, names_of_listed)) = visit.decide(|tx| {
            let team = seeing::care_team(house, tx, actor, space)?;
            Ok((team, access::temporary_accesses(house, tx, actor, space)?))
        })?;
        let (zone, Team { granted, names, start, discretion, heirs_refused }) = (heading.zone, team);
        let entries: Vec<Entry> =
            granted.iter().filter_map(|one| Entry::new(one, &names, zone, visit)).collect();
        // A code for a temporary access is shown with what it opens; here are those for a care relationship.
        let is_listed = |entry: &Entry| listed.iter().any(|one| one.id == entry.id);
        let entries: Vec<Entry> =
            entries.into_iter().filter(|entry| !entry.kind.is_code() || !is_listed(entry)).collect();
        let later =
            listed.iter().filter(|one| matches!(one.state, AccessState::Waiting | AccessState::ToCome));
        let to_come: Vec<AccessLine> =
            later.map(|one| AccessLine::new(one, &names_of_listed, zone, visit)).collect();
        let discreet = discretion.map(|one| Discreet::new(&one, zone, visit));
        Ok((heading, entries, to_come, start, discreet, heirs_refused))
    });
    let (me, (heading, entries, to_come, start, discreet, heirs_refused)) = seen.await?;
    let (waiting, others): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.kind.waits());
    let (codes, inside): (Vec<Entry>, Vec<Entry>) =
        others.into_iter().partition(|entry| entry.kind.is_code());
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = Safety {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        can_end: inside.iter().any(|entry| entry.kind.ends)
            || !(waiting.is_empty() && to_come.is_empty() && codes.is_empty()),
        inside,
        waiting,
        to_come,
        codes,
        discreet,
        heirs_refused,
        after: texts::text(visitor.language(), after(start)),
        done: done.map(|done| done.told(visitor.language())),
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
}

/// Who may get in once nobody does any more.
fn after(start: Start) -> &'static str {
    match start {
        Start::OnDeclaration => "safety-after-declaration",
        Start::OnApproval => "safety-after-approval",
        Start::OnlyByCode => "safety-after-code",
    }
}

/// That the record is kept discreet.
struct Discreet {
    since: Moment,
    /// Until when no mail is written.
    until: Option<Moment>,
    by_professional: bool,
}

impl Discreet {
    fn new(one: &Discretion, zone: Tz, visit: &Visit) -> Self {
        let at = |instant| Moment::new(instant, zone, visit.language);
        Self { since: at(one.since), until: one.silent_until.map(at), by_professional: one.by_professional }
    }
}

/// Somebody who gets in, or asks to.
struct Entry {
    id: ProvisionId,
    kind: Kind,
    called: Called,
    why: String,
    evidence: Option<String>,
    /// The number of whom it names, where they can be blocked.
    number: Option<String>,
    is_blocked: bool,
    since: Moment,
    until: Option<Moment>,
    /// What a carer may do.
    helps: Option<Helps>,
}

/// What a carer may do, in short.
struct Helps {
    /// Where it stands on the page of the carers.
    at: ProvisionId,
    acts: String,
    shelves: String,
    also_hidden: bool,
}

impl Helps {
    fn of(one: &Granted, visit: &Visit) -> Option<Self> {
        let CarerTerms { invitation, may, .. } = serde_json::from_value(one.terms.clone()).ok()?;
        Some(Self {
            at: invitation,
            acts: acts(&may, visit.language),
            shelves: shelves(&may, &visit.house.reference, visit.language),
            also_hidden: may.also_hidden,
        })
    }
}

impl Entry {
    fn new(one: &Granted, names: &Names, zone: Tz, visit: &Visit) -> Option<Self> {
        let kind = Kind::of(&one.kind)?;
        let at = |instant| Moment::new(instant, zone, visit.language);
        Some(Self {
            id: one.id,
            kind,
            called: Called::of_grant(visit, names, one),
            why: why::grant(kind, one, visit.language),
            evidence: why::evidence(one, visit.language),
            number: Called::number(names, one).filter(|_| kind.ends && !one.is_blocked),
            is_blocked: one.is_blocked,
            since: at(one.since),
            until: one.until.map(at),
            helps: Helps::of(one, visit),
        })
    }
}

#[derive(Template)]
#[template(path = "access/safety.html")]
struct Safety {
    page: Shell,
    head: RecordHead,
    /// Who gets in.
    inside: Vec<Entry>,
    /// Who asks to.
    waiting: Vec<Entry>,
    /// Codes that nobody has used yet, and accesses that begin later.
    to_come: Vec<AccessLine>,
    /// Codes for a care relationship that nobody has used yet.
    codes: Vec<Entry>,
    /// Whether the record is kept discreet.
    discreet: Option<Discreet>,
    /// Whether heirs are shown nothing; none for whoever is not the holder.
    heirs_refused: Option<bool>,
    /// Whether there is something to end.
    can_end: bool,
    /// Who may get in once nobody does any more.
    after: String,
    done: Option<Told>,
    fault: Option<String>,
}
