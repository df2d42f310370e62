use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    HttpMessage,
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    http::header::CONTENT_LENGTH,
};
use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::BodyLimits;

/// Puts a watch before the body of a request: too many bytes, or too slowly, and reading it fails.
pub(super) fn watch(request: &mut ServiceRequest, limits: BodyLimits) {
    let declared = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return;
    }
    let watched = Watched {
        payload,
        // A body that says it is too large is refused at its first byte.
        left: if declared.is_some_and(|length| length > limits.bytes) { 0 } else { limits.bytes },
        silence: limits.silence,
        last: Instant::now() + limits.whole,
        timer: None,
    };
    request.set_payload(Payload::Stream { payload: Box::pin(watched) });
}

struct Watched {
    payload: Payload,
    left: u64,
    silence: Duration,
    last: Instant,
    /// Runs only while the watch waits for the caller.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stream for Watched {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        match Pin::new(&mut this.payload).poll_next(cx) {
            Poll::Ready(Some(Ok(piece))) => {
                this.timer = None;
                let size = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                match this.left.checked_sub(size) {
                    Some(left) if Instant::now() <= this.last => {
                        this.left = left;
                        Poll::Ready(Some(Ok(piece)))
                    }
                    Some(_) => Poll::Ready(Some(Err(too_slow()))),
                    None => Poll::Ready(Some(Err(PayloadError::Overflow))),
                }
            }
            Poll::Ready(other) => Poll::Ready(other),
            Poll::Pending => {
                let until = this.last.min(Instant::now() + this.silence);
                let timer = this.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
                timer.as_mut().poll(cx).map(|()| Some(Err(too_slow())))
            }
        }
    }
}

fn too_slow() -> PayloadError {
    PayloadError::Io(io::Error::from(io::ErrorKind::TimedOut))
}
