use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_LENGTH, CONTENT_TYPE},
    mime::{self, Mime},
};
use bytes::{Bytes, BytesMut};
use kernel::{ErrorKind, Private};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    budget::UploadBudget,
    fault::MultipartFault,
    file_part::{FileBeginning, FilePart},
    part_head::PartHead,
    reader::PartReader,
};
use crate::{Fault, Problem, extract};

const METADATA: &str = "metadata";
const FILE: &str = "file";
/// The first place of a file whose length nobody has announced.
const STEP: usize = 64 * 1024;

/// The body of a deposit: `multipart/form-data` with `metadata` (JSON) first and `file` second, nothing else.
///
/// The order lets the door decide on the metadata before it takes the first byte of the file:
///
/// ```no_run
/// # async fn deposit(mut form: webkit::DepositForm) -> Result<(), webkit::Problem> {
/// let metadata: serde_json::Value = form.metadata(16 * 1024).await?;
/// // decide here whether the caller may deposit at all
/// # let caller = uuid::Uuid::nil();
/// let file = form.file(50 * 1024 * 1024, caller).await?;
/// form.end().await?;
/// # let _ = (metadata, file); Ok(())
/// # }
/// ```
pub struct DepositForm {
    reader: PartReader,
    budget: UploadBudget,
    /// Length of the whole body, where the caller announced it.
    announced: Option<usize>,
}

/// Metadata of one document of many that do not fit.
#[derive(Debug)]
pub struct Unfit<N> {
    /// The document's name, where it could be read all the same.
    pub name: Option<N>,
    /// What is wrong.
    pub problem: Problem,
}

impl DepositForm {
    /// A form over a body; handlers take it as an argument instead.
    ///
    /// # Errors
    /// 415 when the body is not `multipart/form-data`; 400 when the boundary is missing or too long.
    pub fn new(request: &HttpRequest, payload: Payload, budget: UploadBudget) -> Result<Self, Problem> {
        let boundary = boundary(request)?;
        let header = request.headers().get(CONTENT_LENGTH);
        Ok(Self {
            reader: PartReader::new(&boundary, payload),
            budget,
            announced: header.and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok()),
        })
    }

    /// Reads the first part, JSON of at most `limit` bytes; a fault in it has a pointer into that JSON.
    ///
    /// # Errors
    /// 400 when the part is missing, is not the first one, or does not fit; 413 beyond the limit.
    pub async fn metadata<T: DeserializeOwned>(&mut self, limit: usize) -> Result<T, Problem> {
        let head = self.expect(METADATA, "the first part").await?;
        let json = head.media_type.as_deref().is_none_or(|media| {
            media
                .split(';')
                .next()
                .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
        });
        if !json {
            let fault = Fault::new(format!("part:{METADATA}"), "`Content-Type: application/json`");
            return Err(Problem::fault(ErrorKind::UnsupportedMedia, fault));
        }
        let body = self.reader.whole(limit, 1024).await.map_err(|fault| fault.problem(METADATA))?;
        extract::parse_json(&body)
    }

    /// Reads the next part, a field of a page's form: text in UTF-8 of at most `limit` bytes. A form without scripts
    /// cannot make JSON, so a page sends its fields in their order in place of `metadata`.
    ///
    /// # Errors
    /// 400 when the part is missing, is another one, or is no text; 413 beyond the limit.
    pub async fn field(&mut self, name: &'static str, limit: usize) -> Result<Private<String>, Problem> {
        self.expect(name, "the next part").await?;
        let bytes = self.reader.whole(limit, 64).await.map_err(|fault| fault.problem(name))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| {
            Problem::fault(ErrorKind::Invalid, Fault::new(format!("part:{name}"), "text in UTF-8"))
        })?;
        Ok(Private::new(text.to_owned()))
    }

    /// Reads whatever is left and forgets it, as far as the limits of bodies let it: a browser that is still sending
    /// shows no answer.
    pub async fn discard(mut self) {
        while let Ok(Some(_)) = self.reader.next().await {}
    }

    /// Begins to read the part `file`: its first bytes, `enough` of them or all.
    ///
    /// # Errors
    /// As [`DepositForm::file`].
    pub async fn file_beginning(
        &mut self,
        enough: usize,
        limit: usize,
        caller: Uuid,
    ) -> Result<FileBeginning, Problem> {
        let place = self.budget.reserve(caller, enough.saturating_mul(4))?;
        let head = self.expect(FILE, "the part after `metadata`").await?;
        let mut beginning = FileBeginning { head, bytes: BytesMut::new(), whole: false, place };
        while beginning.bytes.len() < enough {
            match self.file_piece().await? {
                Some(piece) => beginning.bytes.extend_from_slice(&piece),
                None => {
                    beginning.whole = true;
                    break;
                }
            }
        }
        if beginning.bytes.len() > limit {
            return Err(MultipartFault::PartTooLarge(limit).problem(FILE));
        }
        Ok(beginning)
    }

    /// The next bytes of the part `file`; `None` at its end.
    ///
    /// # Errors
    /// 400 when it is cut off.
    pub async fn file_piece(&mut self) -> Result<Option<Bytes>, Problem> {
        self.reader.piece().await.map_err(|fault| fault.problem(FILE))
    }

    /// Reads the rest of a file whose beginning was read, at most `limit` bytes in all, into memory.
    ///
    /// # Errors
    /// As [`DepositForm::file`].
    pub async fn whole_file(
        &mut self,
        beginning: FileBeginning,
        limit: usize,
        caller: Uuid,
    ) -> Result<FilePart, Problem> {
        let FileBeginning { head, bytes: mut content, whole, place } = beginning;
        let mut places = vec![place];
        if !whole {
            let most = self.most(limit);
            places.push(self.budget.reserve(caller, most)?);
            content.reserve(most.saturating_sub(content.len()));
            while let Some(piece) = self.file_piece().await? {
                if content.len() + piece.len() > most {
                    return Err(MultipartFault::PartTooLarge(most).problem(FILE));
                }
                content.extend_from_slice(&piece);
            }
        }
        let content = content.freeze();
        Ok(FilePart { content, media_type: head.media_type, file_name: head.file_name, places })
    }

    /// Reads the part `file`, at most `limit` bytes, after reserving its place in memory among those of this caller.
    ///
    /// # Errors
    /// 400 when the part is missing or cut off; 413 beyond the limit; 503 when there is no memory for it now.
    pub async fn file(&mut self, limit: usize, caller: Uuid) -> Result<FilePart, Problem> {
        let most = self.most(limit);
        let place = self.budget.reserve(caller, most)?;
        let head = self.expect(FILE, "the part after `metadata`").await?;
        let content = self.reader.whole(most, most).await.map_err(|fault| fault.problem(FILE))?;
        let places = vec![place];
        Ok(FilePart { content, media_type: head.media_type, file_name: head.file_name, places })
    }

    /// Reads the further parts `file` that follow the first one, `most` files of `limit` bytes in all, reserving their
    /// places in memory as they grow.
    ///
    /// # Errors
    /// As [`DepositForm::file`]; 422 beyond the number of files.
    pub async fn further_files(
        &mut self,
        first: FilePart,
        most: usize,
        limit: usize,
        caller: Uuid,
    ) -> Result<Vec<FilePart>, Problem> {
        let (mut taken, mut spare) = (first.content.len(), first.spare());
        let mut files = vec![first];
        while let Some(head) = self.reader.next().await.map_err(|fault| fault.problem(FILE))? {
            if head.name != FILE {
                return Err(wrong_part("`file` once more, or nothing", "another part"));
            }
            if files.len() == most {
                let fault = Fault::new("part:file", format!("at most {most} files"));
                return Err(Problem::fault(ErrorKind::Unprocessable, fault));
            }
            let file = self.growing(head, limit.saturating_sub(taken), caller, &mut spare).await??;
            taken += file.content.len();
            files.push(file);
        }
        Ok(files)
    }

    /// Reads the metadata of the next document of many, JSON of at most `limit` bytes; `None` after the last one. `N` is
    /// what names a document even where the rest of its metadata does not fit.
    ///
    /// # Errors
    /// Outside: the body cannot be read any further. Inside: what is wrong with this document, and reading goes on.
    pub async fn next_metadata<T: DeserializeOwned, N: DeserializeOwned>(
        &mut self,
        limit: usize,
    ) -> Result<Option<Result<T, Unfit<N>>>, Problem> {
        match self.reader.next().await.map_err(|fault| fault.problem(METADATA))? {
            None => Ok(None),
            Some(head) if head.name == METADATA => match self.reader.whole(limit, 1024).await {
                Ok(body) => Ok(Some(
                    extract::parse_json(&body)
                        .map_err(|problem| Unfit { name: serde_json::from_slice(&body).ok(), problem }),
                )),
                Err(fault @ MultipartFault::PartTooLarge(_)) => {
                    Ok(Some(Err(Unfit { name: None, problem: fault.problem(METADATA) })))
                }
                Err(fault) => Err(fault.problem(METADATA)),
            },
            Some(_) => Err(wrong_part("`metadata` of the next document, or nothing", "another part")),
        }
    }

    /// Reads the file of one document of many, at most `limit` bytes, reserving its place in memory as it grows.
    ///
    /// # Errors
    /// As [`DepositForm::next_metadata`].
    pub async fn next_file(
        &mut self,
        limit: usize,
        caller: Uuid,
    ) -> Result<Result<FilePart, Problem>, Problem> {
        let head = self.expect(FILE, "the part after `metadata`").await?;
        self.growing(head, limit, caller, &mut 0).await
    }

    /// Leaves out the file of a document that is not taken.
    ///
    /// # Errors
    /// 400 when it is missing or cut off.
    pub async fn skip_file(&mut self) -> Result<(), Problem> {
        self.expect(FILE, "the part after `metadata`").await?;
        while self.reader.piece().await.map_err(|fault| fault.problem(FILE))?.is_some() {}
        Ok(())
    }

    /// `spare` is what files before this one have reserved and do not need; it is used up first.
    async fn growing(
        &mut self,
        head: PartHead,
        limit: usize,
        caller: Uuid,
        spare: &mut usize,
    ) -> Result<Result<FilePart, Problem>, Problem> {
        let (mut content, mut places, mut reserved) = (BytesMut::new(), Vec::new(), 0);
        while let Some(piece) = self.reader.piece().await.map_err(|fault| fault.problem(FILE))? {
            let needed = content.len() + piece.len();
            if needed > limit {
                return Ok(Err(MultipartFault::PartTooLarge(limit).problem(FILE)));
            }
            if needed > reserved {
                let more = needed.max((reserved * 2).min(limit)).max(STEP) - reserved;
                let from_spare = more.min(*spare);
                *spare -= from_spare;
                if more > from_spare {
                    match self.budget.reserve(caller, more - from_spare) {
                        Ok(place) => places.push(place),
                        Err(none) => return Ok(Err(none)),
                    }
                }
                reserved += more;
                content.reserve(reserved - content.len());
            }
            content.extend_from_slice(&piece);
        }
        let content = content.freeze();
        Ok(Ok(FilePart { content, media_type: head.media_type, file_name: head.file_name, places }))
    }

    /// Reads to the end of the body: a body that is cut off or has further parts was not meant as it was read.
    ///
    /// # Errors
    /// 400 when there is anything more, or less.
    pub async fn end(mut self) -> Result<(), Problem> {
        match self.reader.next().await.map_err(|fault| fault.problem(FILE))? {
            None => self.reader.finish().await.map_err(|fault| fault.problem(FILE)),
            Some(_) => Err(wrong_part("no further part", "another part")),
        }
    }

    /// The longest file of at most `limit` bytes that the announced body can hold. It is what is reserved, and no byte
    /// more is read: a body that turns out longer than it said fills nobody else's place.
    fn most(&self, limit: usize) -> usize {
        self.announced.map_or(limit, |body| body.min(limit))
    }

    async fn expect(&mut self, name: &'static str, place: &str) -> Result<PartHead, Problem> {
        let expected = format!("`{name}` as {place}");
        match self.reader.next().await.map_err(|fault: MultipartFault| fault.problem(name))? {
            Some(head) if head.name == name => Ok(head),
            Some(head) if head.name == METADATA || head.name == FILE => {
                Err(wrong_part(&expected, &format!("`{}`", head.name)))
            }
            // An unknown name is repeated only where it looks like one.
            Some(head) if is_plain(&head.name) => {
                Err(wrong_part(&expected, &format!("the unknown part `{}`", head.name)))
            }
            Some(_) => Err(wrong_part(&expected, "an unknown part")),
            None => Err(wrong_part(&expected, "no such part")),
        }
    }
}

fn wrong_part(expected: &str, found: &str) -> Problem {
    Problem::fault(ErrorKind::Invalid, Fault::new("part:", expected).found(found))
}

fn is_plain(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

fn boundary(request: &HttpRequest) -> Result<String, Problem> {
    let wrong = |kind, expected: &str| Problem::fault(kind, Fault::new("header:content-type", expected));
    let header = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = header
        .and_then(|value| value.parse::<Mime>().ok())
        .filter(|media| media.essence_str() == mime::MULTIPART_FORM_DATA.essence_str())
        .ok_or_else(|| wrong(ErrorKind::UnsupportedMedia, "`multipart/form-data` with a boundary"))?;
    let boundary = media.get_param(mime::BOUNDARY).map(|value| value.as_str().to_owned()).unwrap_or_default();
    if (1..=70).contains(&boundary.len()) {
        return Ok(boundary);
    }
    Err(wrong(ErrorKind::Invalid, "a boundary of 1 to 70 characters"))
}

impl FromRequest for DepositForm {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Some(budget) = request.app_data::<UploadBudget>().cloned() else {
            tracing::error!("a route takes uploads and the application has no upload budget");
            return ready(Err(Problem::new(ErrorKind::Internal)));
        };
        ready(Self::new(request, payload.take(), budget))
    }
}
