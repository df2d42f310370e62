use serde_json::Value;

const BOUNDARY: &str = "carnet-story-7f3a91";

/// A deposit as it goes over the wire: `metadata` first, then `file`.
#[derive(Debug, Clone)]
pub struct Form {
    metadata: Value,
    media_type: Option<String>,
    file_name: String,
    bytes: Vec<u8>,
}

impl Form {
    /// A deposit of these bytes, declared as this media type.
    pub fn new(metadata: Value, media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            metadata,
            media_type: Some(media_type.to_owned()),
            file_name: "document".to_owned(),
            bytes: bytes.into(),
        }
    }

    /// A deposit of a CDA whose header says everything.
    pub fn cda(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(serde_json::json!({}), "text/xml", bytes)
    }

    /// The same deposit, with a file of this name.
    #[must_use]
    pub fn named(mut self, file_name: &str) -> Self {
        self.file_name = file_name.to_owned();
        self
    }

    /// The `Content-Type` of the body.
    pub fn media_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The body.
    pub fn body(&self) -> Vec<u8> {
        let mut body = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"metadata\"\r\n\
             content-type: application/json\r\n\r\n{}\r\n\
             --{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n",
            self.metadata, self.file_name
        )
        .into_bytes();
        if let Some(media_type) = &self.media_type {
            body.extend_from_slice(format!("content-type: {media_type}\r\n").as_bytes());
        }
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(&self.bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}
