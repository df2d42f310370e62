use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use ureq::{Agent, http::Request};

use crate::{Answer, Server};

/// The origin that the programs of a site say they have.
const ORIGIN: &str = "https://carnet.example";

/// Somebody with a browser of sorts: it keeps cookies, follows nothing by itself, and says of its forms where they come
/// from.
pub struct Visitor {
    agent: Agent,
    at: String,
    cookies: RefCell<BTreeMap<(String, String), String>>,
    headers: Vec<(String, String)>,
}

impl Visitor {
    /// A visitor of this server without any cookie.
    pub fn of(server: &Server) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let at = format!("http://{}", server.address());
        Self { agent, at, cookies: RefCell::default(), headers: Vec::new() }
    }

    /// The same visitor with one more header on each request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Opens an address: a path of the server, an address of its origin, or one of another server.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn open(&self, address: &str) -> Answer {
        self.send(address, None)
    }

    /// Sends a form of a page of the same site.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let media = "application/x-www-form-urlencoded".to_owned();
        self.send(address, Some((media, encoded.join("&").into_bytes())))
    }

    /// Sends a form of a page of the same site with a file as its last field: its name, its media type, its bytes.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn upload(&self, address: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        const BOUNDARY: &str = "carnet-visitor-5b0e";
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        let (name, media, bytes) = file;
        body.push_str(&format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: {media}\r\n\r\n"
        ));
        let body = [body.as_bytes(), bytes, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        self.send(address, Some((format!("multipart/form-data; boundary={BOUNDARY}"), body)))
    }

    /// Opens an address, and goes where it leads until a page comes.
    ///
    /// # Panics
    /// When it leads round and round.
    pub fn follow(&self, address: &str) -> Answer {
        let (mut at, mut answer) = (self.resolve(address), self.open(address));
        for _ in 0..10 {
            let Some(next) = answer.header("location").map(str::to_owned) else { return answer };
            // A path is of the server that named it.
            at = if next.starts_with('/') { format!("{}{next}", host(&at)) } else { self.resolve(&next) };
            answer = self.open(&at);
        }
        panic!("{address} leads round and round");
    }

    /// The value of a cookie that the server set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(&(host(&self.at), name.to_owned())).cloned()
    }

    /// The names of the cookies that the server set and did not remove, of those that begin so.
    pub fn cookies_named(&self, beginning: &str) -> Vec<String> {
        let (cookies, host) = (self.cookies.borrow(), host(&self.at));
        let held = cookies.iter().filter(|((of, _), value)| *of == host && !value.is_empty());
        held.map(|((_, name), _)| name.clone()).filter(|name| name.starts_with(beginning)).collect()
    }

    /// Puts a cookie there, as an attacker would.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert((host(&self.at), name.to_owned()), value.to_owned());
    }

    fn resolve(&self, address: &str) -> String {
        match address.strip_prefix(ORIGIN) {
            Some(path) => format!("{}{path}", self.at),
            None if address.starts_with('/') => format!("{}{address}", self.at),
            None => address.to_owned(),
        }
    }

    fn send(&self, address: &str, form: Option<(String, Vec<u8>)>) -> Answer {
        let address = self.resolve(address);
        let method = if form.is_some() { "POST" } else { "GET" };
        let mut request = Request::builder().method(method).uri(&address).header("accept", "text/html");
        let host = host(&address);
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .filter(|((of, _), value)| *of == host && !value.is_empty())
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let answer = match form {
            None => self.agent.run(request.body(()).expect("a request")),
            Some((media, body)) => {
                let own = request
                    .header("content-type", media)
                    .header("sec-fetch-site", "same-origin")
                    .header("origin", "null");
                self.agent.run(own.body(body).expect("a request"))
            }
        };
        let mut answer = answer.unwrap_or_else(|fault| panic!("{method} {address}: {fault}"));
        for set in answer.headers().get_all("set-cookie") {
            let text = set.to_str().expect("a cookie is text");
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            self.cookies.borrow_mut().insert((host.clone(), name.to_owned()), value.to_owned());
        }
        let body = answer.body_mut().read_to_vec().expect("a whole answer");
        Answer { status: answer.status().as_u16(), headers: answer.headers().clone(), body }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The hidden fields of the page's forms.
    ///
    /// # Panics
    /// When the page is cut off.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let text = self.text();
        let field = |rest: &str| {
            let (name, rest) = rest.split_once("\" value=\"").expect("a hidden field has a value");
            let value = rest.split('"').next().expect("which ends");
            (name.to_owned(), value.replace("&#38;", "&").replace("&#39;", "'"))
        };
        text.split("type=\"hidden\" name=\"").skip(1).map(field).collect()
    }

    /// The value of a parameter of the address that this answer leads to.
    ///
    /// # Panics
    /// When it leads nowhere.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let location = self.header("location").unwrap_or_else(|| panic!("it leads nowhere: {self:?}"));
        let query = location.split_once('?').map_or("", |(_, query)| query);
        query.split('&').find_map(|pair| Some(pair.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
    }
}

/// Scheme, host and port of an address.
fn host(address: &str) -> String {
    address.split('/').take(3).collect::<Vec<_>>().join("/")
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
