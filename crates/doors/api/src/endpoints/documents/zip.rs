use std::{
    collections::HashSet,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{HttpResponse, body::BodyStream, rt::spawn, web::Data};
use bytes::Bytes;
use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use documents::{Content, Document};
use futures_util::stream;
use kernel::{DocumentId, ErrorKind, SpaceId};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::yield_now,
};
use utoipa::ToSchema;
use webkit::{
    Disposition, Fault, Json, Path, Problem, ProblemKind, ProblemResponses, WriteProblemResponses,
    download_headers, in_this_request, safe_file_name,
};
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// Most documents of one archive.
const MOST: usize = 100;
/// Bytes that are packed before other requests have their turn.
const TURN: usize = 128 * 1024;
/// The file that says which document is which.
const CONTENTS: &str = "contents.json";

/// Which documents.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// 1 to 100 documents of the record, each once.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 100)]
    documents: Vec<DocumentId>,
}

/// Several documents in one archive. Each is decided alone, at its turn, and leaves its line; one that is absent or may
/// not be seen is left out, and `contents.json` inside says so in the same words for both.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents/zip",
    operation_id = "zipDocuments",
    tag = "documents",
    params(InSpace, CallerHeaders),
    request_body = Wanted,
    responses(
        (status = 200, description = "The archive.", content_type = "application/zip"),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn zip(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(Wanted { documents }): Json<Wanted>,
) -> Result<HttpResponse, Problem> {
    let distinct: HashSet<_> = documents.iter().collect();
    if documents.is_empty() || documents.len() > MOST || distinct.len() < documents.len() {
        let fault = Fault::new("/documents", format!("1 to {MOST} documents, each once"));
        return Err(Problem::fault(ErrorKind::Unprocessable, fault));
    }
    // The answer begins with the first document that is there: whoever sees none of them is refused.
    let mut packing = Packing::new(caller, Data::clone(&state), space);
    let mut wanted = documents.into_iter();
    let first = loop {
        let Some(id) = wanted.next() else { return Err(Problem::new(ErrorKind::NotFound)) };
        match packing.release(id).await? {
            Some(content) => break content,
            None => packing.absent(id),
        }
    };
    let (sender, receiver) = channel(2);
    spawn(in_this_request(packing.pack(first, wanted.collect(), sender)));
    let mut answer = HttpResponse::Ok();
    for header in download_headers("application/zip", "documents.zip", Disposition::Attachment) {
        answer.insert_header(header);
    }
    let portions = stream::unfold(receiver, |mut receiver: Receiver<_>| async move {
        receiver.recv().await.map(|portion| (portion, receiver))
    });
    Ok(answer.body(BodyStream::new(portions)))
}

/// A document of the archive, or one that is not in it.
#[derive(Debug, Serialize)]
struct Entry {
    document: DocumentId,
    /// Its name in the archive; `null` where it is not there.
    file: Option<String>,
}

/// An archive that is being packed, document after document.
struct Packing {
    caller: Caller,
    state: Data<State>,
    space: SpaceId,
    entries: Vec<Entry>,
    names: HashSet<String>,
}

type Portion = Result<Bytes, io::Error>;

impl Packing {
    fn new(caller: Caller, state: Data<State>, space: SpaceId) -> Self {
        Self { caller, state, space, entries: Vec::new(), names: HashSet::from([CONTENTS.to_owned()]) }
    }

    /// Decides about one document; `None` where it is absent or may not be seen.
    async fn release(&self, id: DocumentId) -> Result<Option<Content>, Problem> {
        let space = self.space;
        let released = self.state.share(self.caller.clone(), space, move |tx, visit| {
            Ok(visit.house.documents.packed(tx, &visit.actor, space, visit.ask(), id)?)
        });
        match released.await {
            Ok((_, content)) => Ok(Some(content)),
            Err(problem) if problem.kind() == ProblemKind::NotFound => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    fn zone(&self) -> Tz {
        self.state.house().documents.settings().zone
    }

    fn absent(&mut self, document: DocumentId) {
        self.entries.push(Entry { document, file: None });
    }

    /// Packs everything, and ends the answer in its middle when it cannot go on: an archive that is cut is seen to be.
    async fn pack(mut self, first: Content, rest: Vec<DocumentId>, to: Sender<Portion>) {
        if let Err(error) = self.all(first, rest, &to).await {
            if error.kind() != io::ErrorKind::BrokenPipe {
                tracing::warn!("an archive could not be packed to its end; the answer is cut");
            }
            // Whoever has gone hears nothing.
            let _ = to.send(Err(error)).await;
        }
    }

    async fn all(&mut self, first: Content, rest: Vec<DocumentId>, to: &Sender<Portion>) -> io::Result<()> {
        let buffer = Buffer::default();
        let mut archive = ZipWriter::new_stream(buffer.clone());
        self.add(&mut archive, &buffer, first, to).await?;
        for id in rest {
            match self.release(id).await.map_err(io::Error::other)? {
                Some(content) => self.add(&mut archive, &buffer, content, to).await?,
                None => self.absent(id),
            }
        }
        archive.start_file(CONTENTS, options())?;
        serde_json::to_writer_pretty(&mut archive, &self.entries)?;
        archive.finish()?;
        buffer.hand_on(to).await
    }

    async fn add(
        &mut self,
        archive: &mut ZipWriter<StreamWriter<Buffer>>,
        buffer: &Buffer,
        content: Content,
        to: &Sender<Portion>,
    ) -> io::Result<()> {
        let document = &content.document;
        let (id, size) = (document.id, document.size);
        let name = self.name(document);
        archive.start_file(&name, options_of(document, self.zone()))?;
        self.entries.push(Entry { document: id, file: Some(name) });
        let documents = &self.state.house().documents;
        let mut opening = content.redeem(documents, 0..size).map_err(io::Error::other)?;
        while let Some(portion) = opening.next().await.map_err(io::Error::other)? {
            for part in portion.chunks(TURN) {
                archive.write_all(part)?;
                buffer.hand_on(to).await?;
                yield_now().await;
            }
        }
        Ok(())
    }

    /// A name that says what it is, leads nowhere, and is no other's.
    fn name(&mut self, document: &Document) -> String {
        let day = document.day_of_care(self.zone());
        let name = safe_file_name(&format!("{day} {}", document.file_name()));
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let numbered = |number: usize| match (number, ending) {
            (1, _) => name.clone(),
            (_, "") => format!("{stem} ({number})"),
            _ => format!("{stem} ({number}).{ending}"),
        };
        let free = (1..).map(numbered).find(|name| !self.names.contains(&name.to_lowercase()));
        let free = free.unwrap_or_else(|| document.id.to_string());
        self.names.insert(free.to_lowercase());
        free
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .unix_permissions(0o600)
}

/// With the day of the act of care as the time of the file, where such a file can bear it.
fn options_of(document: &Document, zone: Tz) -> SimpleFileOptions {
    let at = document.service_start.with_timezone(&zone);
    let part = |value: u32| u8::try_from(value).unwrap_or(0);
    let time = u16::try_from(at.year()).ok().and_then(|year| {
        let (month, day) = (part(at.month()), part(at.day()));
        zip::DateTime::from_date_and_time(year, month, day, part(at.hour()), part(at.minute()), 0).ok()
    });
    time.map_or_else(options, |time| options().last_modified_time(time))
}

/// Packed bytes on their way to the caller.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    /// Sends what was packed, waiting for a caller who reads slowly.
    async fn hand_on(&self, to: &Sender<Portion>) -> io::Result<()> {
        let packed = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if packed.is_empty() {
            return Ok(());
        }
        to.send(Ok(packed.into())).await.map_err(|_gone| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
