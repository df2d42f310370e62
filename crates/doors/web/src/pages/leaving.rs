use actix_web::{HttpRequest, HttpResponse, body::SizedStream, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{Ask, service::Erasure};
use exports::{EndReason, Export, ExportState};
use flows::{
    erasure, leaving,
    record::{Heading, ReaderSide},
};
use kernel::{ErrorKind, ExportId, SpaceId};
use serde::Deserialize;
use webkit::{Disposition, Form, Path, Problem, Query, download_headers};

use super::{
    done::{Asked, Done},
    place::InSpace,
    record_head::RecordHead,
};
use crate::{
    State, errors, forms,
    moments::Moment,
    shell::{Me, Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// The export that an address names.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct OneExport {
    space: SpaceId,
    export: ExportId,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    export: Option<ExportId>,
    /// That the erasure is meant.
    #[serde(default)]
    meant: bool,
}

/// `GET /spaces/{space}/leaving`: one's exports with how far each has come, and for the holder the erasure of the record.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let (me, stands) = state.visit(&visitor, move |visit| stands(visit, space)).await?;
    offer(&visitor, &state, me, space, stands, Said { done: asked.done, fault: None })
}

/// `POST /spaces/{space}/leaving`: asks for an export or removes one; has the record erased, or takes that back.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let here = format!("/spaces/{space}/leaving");
    let next = if decided.act == "keep" { Done::Kept.at(&here) } else { here };
    let done = state.visit(&visitor, move |visit| {
        let fault = act(visit, space, &decided)?;
        fault.map(|fault| Ok((fault, stands(visit, space)?))).transpose()
    });
    match done.await? {
        (_, None) => Ok(forms::lead_to(&next)),
        (me, Some((fault, stands))) => {
            let fault = texts::text(visitor.language(), fault);
            offer(&visitor, &state, me, space, stands, Said { done: None, fault: Some(fault) })
        }
    }
}

/// `GET /spaces/{space}/exports/{export}/content`: the archive.
pub(crate) async fn take_out(
    visitor: Visitor,
    state: Data<State>,
    Path(OneExport { space, export }): Path<OneExport>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let taken = state.visit(&visitor, move |visit| {
        let taken = leaving::take_out(&visit.house, &visit.actor, space, &Ask::default(), export);
        taken.map_err(|error| errors::of_leaving(&error, visit.language))
    });
    let (_, archive) = taken.await?;
    let bytes = archive.bytes;
    let opened = archive.open(&state.house().exports).await;
    let portions = opened.map_err(|error| errors::of_leaving(&error.into(), language))?;
    let mut answer = HttpResponse::Ok();
    for header in download_headers("application/zip", "carnet-export.zip", Disposition::Attachment) {
        answer.insert_header(header);
    }
    Ok(answer.body(SizedStream::new(bytes, portions)))
}

/// Does what was asked; what cannot be done and has words of its own is given back.
fn act(visit: &Visit, space: SpaceId, decided: &Decided) -> Result<Option<&'static str>, Problem> {
    let Visit { house, actor, .. } = visit;
    let done = match (decided.act.as_str(), decided.export) {
        ("ask", None) => {
            house.desk.write(|tx| leaving::ask(house, tx, actor, space, Ask::default())).map(drop)
        }
        ("remove", Some(export)) => {
            // The sweeper takes its blobs.
            let removed =
                house.desk.write(|tx| leaving::remove(house, tx, actor, space, Ask::default(), export));
            removed.map(drop)
        }
        ("erase", None) if decided.meant => {
            erasure::ask(house, actor, space).map(drop).map_err(leaving::Error::from)
        }
        ("erase", None) => return Ok(Some("leaving-say-so")),
        ("keep", None) => {
            visit.try_decide(|tx| erasure::take_back(house, tx, actor, space)).map_err(leaving::Error::from)
        }
        _ => return Err(Problem::new(ErrorKind::Invalid)),
    };
    use consent::Error::{NoErasure, StillHelps, WentInto};
    use leaving::Error::{Exports, Record};
    match done {
        Ok(()) => Ok(None),
        Err(Exports(exports::Error::TooMany { .. })) => Ok(Some("leaving-too-many")),
        Err(Record(documents::Error::Consent(StillHelps))) => Ok(Some("leaving-still-helps")),
        Err(Record(documents::Error::Consent(WentInto))) => Ok(Some("leaving-went-into")),
        Err(Record(documents::Error::Consent(NoErasure))) => Ok(Some("begin-changed-meanwhile")),
        Err(error) => Err(errors::of_leaving(&error, visit.language)),
    }
}

/// What the page shows.
struct Stands {
    heading: Heading,
    exports: Vec<Export>,
    /// The erasure that waits, and whether it is held up.
    erasure: Option<(Erasure, Option<bool>)>,
    zone: Tz,
}

fn stands(visit: &Visit, space: SpaceId) -> Result<Stands, Problem> {
    let Visit { house, actor, language } = visit;
    let exports = house.desk.write(|tx| leaving::list(house, tx, actor, space, Ask::default()));
    let exports = exports.map_err(|error| errors::of_leaving(&error, *language))?;
    let seen = erasure::seen(house, actor, space).map_err(leaving::Error::from);
    let (heading, erasure) = seen.map_err(|error| errors::of_leaving(&error, *language))?;
    Ok(Stands { heading, exports, erasure, zone: house.settings.country.time_zone })
}

/// What the page says of what was asked for.
struct Said {
    done: Option<Done>,
    fault: Option<String>,
}

fn offer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    space: SpaceId,
    stands: Stands,
    Said { done, fault }: Said,
) -> Result<HttpResponse, Problem> {
    let status = if fault.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let language = visitor.language();
    let Stands { heading, exports, erasure, zone } = stands;
    let own = heading.side == ReaderSide::Holder;
    let view = Leaving {
        head: (!own).then(|| RecordHead::new(heading, space, me.side, language)),
        is_kept: done == Some(Done::Kept) && erasure.is_none(),
        page: Shell::inside(visitor, state, me)?,
        space,
        is_made: exports.iter().any(|one| one.state == ExportState::Making),
        exports: exports
            .into_iter()
            .map(|one| Item {
                id: one.id,
                asked_at: Moment::new(one.asked_at, zone, language),
                is_ready: one.state == ExportState::Ready,
                is_made: one.state == ExportState::Making,
                done: one.done,
                total: one.total,
                size: size(one.bytes),
                until: one.keep_until.map(|until| Moment::new(until, zone, language)),
                state: match (one.state, one.ended) {
                    (ExportState::Making, _) => "leaving-made",
                    (ExportState::Ready, _) => "leaving-ready",
                    (ExportState::Expired, _) => "leaving-expired",
                    (ExportState::Ended, Some(EndReason::Changed)) => "leaving-changed",
                    (ExportState::Ended, Some(EndReason::RightEnded)) => "leaving-right-ended",
                    (ExportState::Ended, _) => "leaving-unreadable",
                },
            })
            .collect(),
        erased_at: erasure.map(|(erasure, _)| Moment::new(erasure.due_at, zone, language)),
        held_up: erasure.is_some_and(|(_, held_up)| held_up == Some(true)),
        fault,
    };
    page(visitor, status, &view)
}

/// How large an archive is, and in which unit, as the key of a text.
fn size(bytes: u64) -> (u64, &'static str) {
    match bytes.div_ceil(1_000) {
        kilobytes @ ..1_000 => (kilobytes, "leaving-kilobytes"),
        _ => (bytes.div_ceil(1_000_000), "leaving-megabytes"),
    }
}

/// One export.
struct Item {
    id: ExportId,
    asked_at: Moment,
    is_ready: bool,
    is_made: bool,
    done: u64,
    total: Option<u64>,
    /// A number, and its unit as the key of a text.
    size: (u64, &'static str),
    until: Option<Moment>,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "leaving.html")]
struct Leaving {
    page: Shell,
    /// Whose record it is; none for its holder.
    head: Option<RecordHead>,
    space: SpaceId,
    exports: Vec<Item>,
    is_made: bool,
    erased_at: Option<Moment>,
    /// Whether nothing is erased before its holder helps nobody any more.
    held_up: bool,
    /// Whether the holder has just taken an erasure back.
    is_kept: bool,
    fault: Option<String>,
}
