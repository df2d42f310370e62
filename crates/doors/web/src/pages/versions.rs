use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Ask;
use documents::Status;
use kernel::{DocumentId, Private};
use webkit::{Path, Problem};

use super::{
    document::{format_of_type, size, status, version_name},
    documents::address,
    place::OneDocument,
    record_head::RecordHead,
};
use crate::{
    State,
    moments::Moment,
    shell::{Shell, page},
    texts,
    visitor::Visitor,
};

/// `GET /spaces/{space}/documents/{document}/versions`: the versions of a document that the reader may see, newest first,
/// reached from any of them.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor, language) = (&visit.house, &visit.actor, visit.language);
        let (heading, found) = visit.decide(|tx| {
            let (heading, _) = flows::record::document(house, tx, actor, space, Ask::default(), document)?;
            Ok((heading, house.documents.versions(tx, actor, space, Ask::default(), document)?))
        })?;
        let versions = found.into_iter().map(|version| Version {
            id: version.id,
            name: version_name(version.version, language),
            from_here: version.id == document,
            replaced: version.status == Status::Deprecated,
            status: texts::text(language, status(version.status)),
            deposited: Moment::new(version.deposited_at, heading.zone, language),
            format: format_of_type(&version.media_type),
            size: size(version.size, language),
            depositor: version.words.depositor_name,
            title: version.words.title,
        });
        let versions: Vec<Version> = versions.collect();
        Ok((heading, versions))
    });
    let (me, (heading, versions)) = seen.await?;
    let view = VersionsPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(&visitor, &state, me)?,
        here: address(space, document),
        versions,
    };
    page(&visitor, StatusCode::OK, &view)
}

struct Version {
    id: DocumentId,
    name: String,
    /// Whether the reader comes from its page.
    from_here: bool,
    replaced: bool,
    status: String,
    deposited: Moment,
    format: &'static str,
    size: String,
    depositor: Private<String>,
    title: Private<String>,
}

#[derive(Template)]
#[template(path = "versions.html")]
struct VersionsPage {
    page: Shell,
    head: RecordHead,
    here: String,
    versions: Vec<Version>,
}
