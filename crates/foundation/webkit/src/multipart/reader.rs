use std::pin::Pin;

use actix_web::error::PayloadError;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use memchr::memmem::Finder;

use super::{fault::MultipartFault, part_head::PartHead};

/// Longest headers of one part.
const LONGEST_HEAD: usize = 8192;

/// Reads a multipart body strictly, piece by piece, holding no more than one piece and one delimiter.
///
/// Stricter than RFC 2046, and simpler for it: no preamble, no epilogue, no padding after a delimiter, and a
/// delimiter inside a part is an end or an error, never data. What is stored is exactly what was sent, or nothing:
/// a reader that trusts the `Content-Length` of a part, as the common ones do, can cut a file short unseen.
pub(super) struct PartReader {
    body: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>,
    buffer: BytesMut,
    /// Line end, two hyphens and the boundary: what ends a part.
    delimiter: Vec<u8>,
    at: Position,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Start,
    InPart,
    AfterPart,
    End,
}

impl PartReader {
    pub(super) fn new(
        boundary: &str,
        body: impl Stream<Item = Result<Bytes, PayloadError>> + 'static,
    ) -> Self {
        Self {
            body: Box::pin(body),
            // The first delimiter has no line end before it; giving it one makes all delimiters alike.
            buffer: BytesMut::from(b"\r\n".as_slice()),
            delimiter: [b"\r\n--", boundary.as_bytes()].concat(),
            at: Position::Start,
        }
    }

    /// Goes to the next part; `None` after the last one. The part before must have been read to its end.
    pub(super) async fn next(&mut self) -> Result<Option<PartHead>, MultipartFault> {
        match self.at {
            Position::Start => self.skip_first_delimiter().await?,
            Position::InPart => while self.piece().await?.is_some() {},
            Position::AfterPart => {}
            Position::End => return Ok(None),
        }
        self.fill(2).await?;
        let follows = self.buffer.split_to(2);
        match follows.as_ref() {
            b"\r\n" => {}
            b"--" => {
                self.at = Position::End;
                return Ok(None);
            }
            _ => return Err(MultipartFault::AfterDelimiter),
        }
        let head = self.head().await?;
        self.at = Position::InPart;
        Ok(Some(head))
    }

    /// The next bytes of the part; `None` at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, MultipartFault> {
        if self.at != Position::InPart {
            return Ok(None);
        }
        loop {
            if let Some(end) = Finder::new(&self.delimiter).find(&self.buffer) {
                let rest = self.buffer.split_to(end).freeze();
                if rest.is_empty() {
                    let _delimiter = self.buffer.split_to(self.delimiter.len());
                    self.at = Position::AfterPart;
                    return Ok(None);
                }
                return Ok(Some(rest));
            }
            // Bytes that may be the beginning of a delimiter stay in the buffer.
            let sure = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
            if sure > 0 {
                return Ok(Some(self.buffer.split_to(sure).freeze()));
            }
            self.more().await?;
        }
    }

    /// Reads a whole part of at most `limit` bytes into a buffer made for `likely` bytes.
    pub(super) async fn whole(&mut self, limit: usize, likely: usize) -> Result<Bytes, MultipartFault> {
        let mut content = BytesMut::with_capacity(likely.min(limit));
        while let Some(piece) = self.piece().await? {
            if content.len() + piece.len() > limit {
                return Err(MultipartFault::PartTooLarge(limit));
            }
            content.extend_from_slice(&piece);
        }
        Ok(content.freeze())
    }

    /// Makes sure that nothing but one line end follows the closing delimiter.
    pub(super) async fn finish(&mut self) -> Result<(), MultipartFault> {
        loop {
            if !b"\r\n".starts_with(&self.buffer) {
                return Err(MultipartFault::AfterTheEnd);
            }
            match self.body.next().await {
                None if self.buffer.len() == 1 => return Err(MultipartFault::Truncated),
                None => return Ok(()),
                Some(piece) => self.buffer.extend_from_slice(&piece.map_err(MultipartFault::Payload)?),
            }
        }
    }

    async fn skip_first_delimiter(&mut self) -> Result<(), MultipartFault> {
        while self.buffer.len() < self.delimiter.len() && self.delimiter.starts_with(&self.buffer) {
            self.more().await?;
        }
        if !self.buffer.starts_with(&self.delimiter) {
            return Err(MultipartFault::NoDelimiter);
        }
        let _delimiter = self.buffer.split_to(self.delimiter.len());
        Ok(())
    }

    async fn head(&mut self) -> Result<PartHead, MultipartFault> {
        const END: &[u8] = b"\r\n\r\n";
        loop {
            if let Some(end) = memchr::memmem::find(&self.buffer, END) {
                if end > LONGEST_HEAD {
                    return Err(MultipartFault::PartHeaders);
                }
                let lines = self.buffer.split_to(end + END.len());
                let lines = lines.strip_suffix(END).unwrap_or(&lines);
                return PartHead::parse(lines).ok_or(MultipartFault::PartHeaders);
            }
            if self.buffer.len() > LONGEST_HEAD {
                return Err(MultipartFault::PartHeaders);
            }
            self.more().await?;
        }
    }

    async fn fill(&mut self, count: usize) -> Result<(), MultipartFault> {
        while self.buffer.len() < count {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<(), MultipartFault> {
        match self.body.next().await {
            None => Err(MultipartFault::Truncated),
            Some(Err(PayloadError::Incomplete(_))) => Err(MultipartFault::Truncated),
            Some(piece) => {
                self.buffer.extend_from_slice(&piece.map_err(MultipartFault::Payload)?);
                Ok(())
            }
        }
    }
}
