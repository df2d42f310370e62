use std::pin::Pin;

use actix_web::{dev::Payload, error::PayloadError, test::TestRequest};
use bytes::Bytes;
use futures_util::{FutureExt, Stream, stream};
use serde_json::Value;
use uuid::Uuid;
use webkit::{DepositForm, Problem, UploadBudget};

/// Most bytes of the metadata and of the file, for a search that reaches both limits.
const METADATA: usize = 64;
const FILE: usize = 256;

/// A form as it was read.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    metadata: Value,
    content: Bytes,
    media_type: Option<String>,
    file_name: Option<String>,
}

/// A deposit form is read or refused, the same however it is cut into pieces; what is taken is within its limits, byte
/// for byte what was sent, and all that was sent.
///
/// The first byte says into how long pieces the body is cut.
pub fn multipart(data: &[u8]) {
    let Some((step, body)) = data.split_first() else { return };
    let whole = read(body, body.len());
    let cut = read(body, usize::from(*step));
    match (&whole, &cut) {
        (Ok(whole), Ok(cut)) => assert_eq!(whole, cut, "what is read depends on how it comes"),
        (Err(_), Err(_)) => return,
        _ => panic!("whether it is taken depends on how it comes"),
    }
    let Ok(taken) = whole else { return };
    assert!(taken.content.len() <= FILE, "a file beyond its limit was taken");
    let mut sent = taken.content.to_vec();
    sent.extend_from_slice(b"\r\n--XyZ--");
    let tail = body.strip_suffix(b"\r\n").filter(|body| body.ends_with(&sent)).unwrap_or(body);
    assert!(tail.ends_with(&sent), "the file is not all that was sent before the last delimiter");
    assert!(!taken.content.windows(7).any(|window| window == b"\r\n--XyZ"), "a delimiter passed for content");
}

fn read(body: &[u8], step: usize) -> Result<Read, Problem> {
    let pieces: Vec<_> =
        body.chunks(step.max(1)).map(|piece| Ok::<_, PayloadError>(Bytes::copy_from_slice(piece))).collect();
    let payload: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(stream::iter(pieces));
    let request = TestRequest::post().insert_header(("content-type", "multipart/form-data; boundary=XyZ"));
    let budget = UploadBudget::new(1 << 20);
    let form = DepositForm::new(&request.to_http_request(), Payload::Stream { payload }, budget)?;
    let whole = async move {
        let mut form = form;
        let metadata = form.metadata(METADATA).await?;
        let file = form.file(FILE, Uuid::nil()).await?;
        let content = file.content.clone();
        let file_name = file.file_name.as_ref().map(|name| name.reveal().clone());
        let media_type = file.media_type.clone();
        form.end().await?;
        Ok(Read { metadata, content, media_type, file_name })
    };
    whole.now_or_never().expect("every piece is there already")
}
