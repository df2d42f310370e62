use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde_json::Value;
use testkit::Contract;
use ureq::{
    Agent,
    http::{HeaderMap, Request},
};

use crate::Form;

/// More than any answer has.
const LONGEST: u64 = 256 * 1024 * 1024;

/// The description of the API that a server gave, once it was asked.
pub(crate) type Described = Arc<OnceLock<Contract>>;

/// Somebody who calls a server. Cloning shares the connections.
///
/// Each answer of the public side is held to the description that the server itself gives of its API.
#[derive(Clone)]
pub struct Caller {
    agent: Agent,
    described: Option<Described>,
    base: String,
    headers: Vec<(String, String)>,
}

/// What a server answered, read whole.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

impl Caller {
    pub(crate) fn new(address: SocketAddr, token: Option<&str>, described: Option<Described>) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let headers = token.map(|token| ("authorization".to_owned(), format!("Bearer {token}")));
        Self { agent, described, base: format!("http://{address}"), headers: headers.into_iter().collect() }
    }

    /// The same caller with one more header on each call.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut this = self.clone();
        this.headers.push((name.to_owned(), value.to_owned()));
        this
    }

    /// The token that the caller bears, to be somebody at another server.
    ///
    /// # Panics
    /// When it bears none.
    pub fn token(&self) -> String {
        let found = self.headers.iter().find_map(|(_, value)| value.strip_prefix("Bearer "));
        found.expect("somebody who is logged in").to_owned()
    }

    /// The same caller, whose answers are not compared with the description: for many calls of one kind.
    #[must_use]
    pub fn unheld(&self) -> Self {
        Self { described: None, ..self.clone() }
    }

    /// Calls, and says when there was no whole answer.
    ///
    /// # Errors
    /// A sentence about the connection.
    ///
    /// # Panics
    /// When the answer is not as the API's description says.
    pub fn try_call(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Answer, String> {
        let answer = self.exchange(method, path, body)?;
        let address = path.split('?').next().unwrap_or(path);
        let undescribed = ["/sandbox/", "/api/v1/docs"].iter().any(|begin| address.starts_with(begin));
        if let Some(described) = self.described.as_ref().filter(|_| !undescribed) {
            let contract = self.contract(described)?;
            let media = answer.header("content-type").unwrap_or_default();
            if let Err(fault) = contract.check(method, address, answer.status, media, &answer.body) {
                panic!("{fault}: {answer:?}");
            }
        }
        Ok(answer)
    }

    fn contract<'a>(&self, described: &'a Described) -> Result<&'a Contract, String> {
        if let Some(contract) = described.get() {
            return Ok(contract);
        }
        let nobody = Self { headers: Vec::new(), ..self.clone() };
        let description = nobody.exchange("GET", "/api/v1/openapi.json", None)?.json();
        Ok(described.get_or_init(|| Contract::new(description)))
    }

    fn exchange(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Answer, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = match body {
            None => self.agent.run(request.body(()).expect("a request")),
            Some((media_type, bytes)) => {
                let request = request.header("content-type", media_type);
                self.agent.run(request.body(bytes).expect("a request"))
            }
        };
        let mut answer = answer.map_err(|error| error.to_string())?;
        let body = answer.body_mut().with_config().limit(LONGEST).read_to_vec();
        Ok(Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: body.map_err(|error| error.to_string())?,
        })
    }

    fn call(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Answer {
        self.try_call(method, path, body).unwrap_or_else(|fault| panic!("{method} {path}: {fault}"))
    }

    /// `GET`.
    ///
    /// # Errors
    /// A sentence about the connection.
    pub fn try_get(&self, path: &str) -> Result<Answer, String> {
        self.try_call("GET", path, None)
    }

    /// `GET`.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None)
    }

    /// `POST` of JSON.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, Some(("application/json", body.to_string().as_bytes())))
    }

    /// `PUT` of JSON.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.call("PUT", path, Some(("application/json", body.to_string().as_bytes())))
    }

    /// `DELETE`.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, None)
    }

    /// `POST` of anything.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn post_bytes(&self, path: &str, media_type: &str, body: &[u8]) -> Answer {
        self.call("POST", path, Some((media_type, body)))
    }

    /// `POST` of a deposit.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn deposit(&self, space: &str, form: &Form) -> Answer {
        self.post_bytes(&documents(space), &Form::media_type(), &form.body())
    }

    /// `POST` of a deposit, where the connection may break.
    ///
    /// # Errors
    /// A sentence about the connection.
    pub fn try_deposit(&self, space: &str, form: &Form) -> Result<Answer, String> {
        self.try_call("POST", &documents(space), Some((&Form::media_type(), &form.body())))
    }

    /// The content of a document.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn content(&self, space: &str, document: &str) -> Answer {
        self.get(&format!("{}/{document}/content", documents(space)))
    }
}

fn documents(space: &str) -> String {
    format!("/api/v1/spaces/{space}/documents")
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("no JSON ({fault}): {self:?}"))
    }

    /// One header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The problem document that this answer is.
    ///
    /// # Panics
    /// When it is none, or has not this status and type, or lacks what every problem has.
    pub fn problem(&self, status: u16, slug: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{self:?}");
        assert_eq!(problem["status"], status, "{self:?}");
        for member in ["title", "instance"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "`{member}`: {self:?}");
        }
        problem
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy(&self.body);
        let shown: String = text.chars().take(2_000).collect();
        write!(f, "{} {shown}", self.status)
    }
}
