//! An application with the pages alone, and a browser of sorts.

use std::{cell::OnceCell, net::SocketAddr, sync::Arc, time::Duration};

use actix_web::{
    App, HttpResponse,
    body::{BoxBody, to_bytes},
    cookie::Cookie,
    dev::Service,
    http::{Method, header::HeaderMap},
    test::{TestRequest, init_service},
    web as actix,
};
use bytes::Bytes;
use consent::{
    Ask, EmergencyPurpose, Language,
    rules::Evidence,
    service::{Attested, EmergencyCommand, RelationshipCommand},
};
use documents::{Deposit, Metadata};
use futures_util::{FutureExt, future::LocalBoxFuture};
use identity::{
    GivenIdentity,
    oidc::{ProviderAccess, ProviderSettings},
};
use kernel::{Actor, DocumentId, Ins, RequestId};
use secrecy::SecretString;
use testkit::{Citizen, TestHouse, Worker};
use web::{Beside, Choice, Logins, Pages, State};
use webkit::{BodyLimits, DeskGate, Envelope, EnvelopeSettings, Labours, Problem, UploadBudget, not_found};

pub(crate) const ORIGIN: &str = "http://localhost:8080";
pub(crate) const NOTE: &[u8] = "Revoir dans six mois.\n".as_bytes();
const BOUNDARY: &str = "carnet-part";

type Application = Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, HttpResponse<BoxBody>>>;

pub(crate) struct Door {
    pub(crate) house: TestHouse,
    logins: Arc<OneToken>,
    state: State,
    /// Made for the first visit.
    application: OnceCell<Application>,
}

/// Logs everybody in with the token that the test has put here.
#[derive(Default)]
struct OneToken(std::sync::Mutex<Option<String>>);

impl Logins for OneToken {
    fn choices(&self, language: Language) -> Vec<Choice> {
        let about = if language == Language::French { "citoyenne" } else { "citizen" };
        vec![Choice { id: "camille".into(), name: "Camille".into(), about: about.into(), note: None }]
    }

    fn beside(&self, language: Language) -> Option<Beside> {
        let text = if language == Language::French { "Essayer autrement" } else { "Try otherwise" };
        Some(Beside { text: text.into(), address: "/elsewhere".into() })
    }

    fn begin(&self, choice: &str) -> Result<Option<SecretString>, Problem> {
        let token = self.0.lock().unwrap().clone();
        Ok(token.filter(|_| choice == "camille").map(SecretString::from))
    }
}

impl Door {
    pub(crate) fn new() -> Self {
        Self::over(TestHouse::with(|settings| settings.server.public_origin = ORIGIN.to_owned()))
    }

    pub(crate) fn over(house: TestHouse) -> Self {
        Self::through(house, Vec::new())
    }

    /// A door through which people also log in at these identity providers.
    pub(crate) fn through(house: TestHouse, providers: Vec<(ProviderSettings, ProviderAccess)>) -> Self {
        let logins: Arc<OneToken> = Arc::default();
        let with_providers = house.house().clone().with_providers(providers).unwrap();
        let gate = DeskGate::before(with_providers.desk.clone(), 16, Duration::from_secs(10));
        let shared: Arc<dyn Logins> = Arc::<OneToken>::clone(&logins);
        let state = State::new(
            with_providers,
            gate,
            UploadBudget::new(64 * 1024 * 1024),
            Labours::default(),
            Some(shared),
        );
        Self { house, logins, state, application: OnceCell::new() }
    }

    /// What the next log-in gives.
    pub(crate) fn will_log_in(&self, token: &str) {
        *self.logins.0.lock().unwrap() = Some(token.to_owned());
    }

    pub(crate) async fn send(&self, visit: Visit) -> Answer {
        let application = match self.application.get() {
            Some(application) => application,
            None => {
                let made = self.application().await;
                self.application.get_or_init(|| made)
            }
        };
        let response = application(visit.request()).await;
        let cookies = response.cookies().map(Cookie::into_owned).collect();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap_or_default().to_vec();
        Answer { status, headers, body, cookies }
    }

    /// An application that answers many visits, as that of a server does: to make one takes longer than an answer.
    async fn application(&self) -> Application {
        let house = self.house.house();
        let (silence, whole) = (Duration::from_secs(10), Duration::from_secs(60));
        let body = BodyLimits { bytes: 64 * 1024 * 1024, silence, whole };
        let (clock, rng) = (house.clock.clone(), house.rng.clone());
        let application = App::new()
            .configure(web::configure(self.state.clone()))
            .default_service(actix::to(not_found))
            .wrap(Pages)
            .wrap(Envelope::new(EnvelopeSettings { clock, rng, https: false, body }));
        let application = init_service(application).await;
        Box::new(move |request| {
            let answer = application.call(request.to_request());
            answer
                .map(|answer| match answer {
                    Ok(response) => response.into_parts().1.map_into_boxed_body(),
                    Err(error) => error.error_response(),
                })
                .boxed_local()
        })
    }

    /// How many files lie among the blobs.
    pub(crate) fn blobs(&self) -> usize {
        let folders = std::fs::read_dir(&self.house.house().settings.blobs.folder).unwrap();
        folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
    }

    pub(crate) async fn get(&self, path: impl Into<String>, token: &str) -> Answer {
        self.send(Visit::get(path).token(token)).await
    }

    /// Opens a page, and sends its form back filled in.
    pub(crate) async fn submit(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path, token).await;
        self.send_again(path, token, &page, fields).await
    }

    /// Sends the form of a page that was opened before, filled in.
    pub(crate) async fn send_again(
        &self,
        path: &str,
        token: &str,
        page: &Answer,
        fields: &[(&str, &str)],
    ) -> Answer {
        let filled = page.filled(fields);
        let fields: Vec<_> = filled.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send(Visit::post(path).token(token).sent_here().form(&fields)).await
    }

    /// Deposits as somebody, past the pages.
    pub(crate) fn deposit(&self, citizen: &Citizen, token: &str, metadata: Metadata) -> DocumentId {
        let house = self.house.house();
        let actor = self.actor(token);
        let kind = Metadata { media_type: Some("text/plain".into()), ..metadata };
        let prepared = house.documents.prepare(actor.is_citizen(), kind, Bytes::from_static(NOTE)).unwrap();
        let deposit = Deposit { id: self.house.id(), way: None, prepared, idempotency: None, blob: None };
        let done = house.desk.write(|tx| house.documents.deposit(tx, &actor, citizen.space, &deposit));
        done.unwrap().document.id
    }

    /// A letter that a professional deposits about a citizen.
    pub(crate) fn letter(&self, citizen: &Citizen, by: &Worker, title: &str, withheld: bool) -> DocumentId {
        let (ins, _) = Ins::parse(citizen.ins.number.reveal(), citizen.ins.oid).unwrap();
        let traits = citizen.traits.clone();
        let patient = GivenIdentity {
            ins: vec![ins],
            birth_name: Some(traits.birth_name),
            first_names: traits.first_names,
            birth_date: Some(traits.birth_date),
            sex: Some(traits.sex),
            birthplace: None,
        };
        let (type_code, title) = (Some("11490-0".to_owned()), Some(title.into()));
        let metadata = Metadata { type_code, title, withheld, patient: Some(patient), ..Metadata::default() };
        self.deposit(citizen, by.token(), metadata)
    }

    /// Declares that a professional cares for a citizen, past the pages.
    pub(crate) fn cares(&self, citizen: &Citizen, by: &Worker) {
        let (house, actor) = (self.house.house(), self.actor(by.token()));
        let command = RelationshipCommand {
            evidence: Evidence::TeamInCharge,
            days: None,
            code: None,
            collected_by: None,
            idempotency: None,
        };
        let opened = house
            .desk
            .write(|tx| house.consent.open_relationship(tx, &actor, citizen.space, Ask::default(), &command));
        opened.unwrap();
    }

    /// Opens a record in an emergency, past the pages.
    pub(crate) fn breaks_the_glass(&self, citizen: &Citizen, by: &Worker, reason: &str, words: Option<&str>) {
        let (house, actor) = (self.house.house(), self.actor(by.token()));
        let purpose = EmergencyPurpose::BreakTheGlass;
        let command = EmergencyCommand {
            purpose,
            reason: reason.to_owned(),
            words: words.map(str::to_owned),
            attested: Attested::by(purpose, true, true).unwrap(),
            idempotency: None,
        };
        let opened = house.desk.write(|tx| {
            flows::emergency::open(house, tx, &actor, citizen.space, Ask::default(), &command).map(drop)
        });
        opened.unwrap();
    }

    pub(crate) fn actor(&self, token: &str) -> Actor {
        let house = self.house.house();
        let claims = house.identity.verify(token).unwrap();
        let request: RequestId = self.house.id();
        house.desk.read(|rtx| house.identity.authenticate(rtx, &claims, request)).unwrap().actor
    }
}

/// A request as a browser makes it.
pub(crate) struct Visit {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    from: Option<SocketAddr>,
    body: Vec<u8>,
}

impl Visit {
    fn new(method: Method, path: impl Into<String>) -> Self {
        let headers = vec![("accept".to_owned(), "text/html,*/*;q=0.8".to_owned())];
        Self { method, path: path.into(), headers, cookies: Vec::new(), from: None, body: Vec::new() }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn sent_from(self, address: &str) -> Self {
        Self { from: Some(SocketAddr::new(address.parse().unwrap(), 4_000)), ..self }
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.cookie("__Host-carnet", token)
    }

    /// What a browser says of a form of this very site, whose pages send no referrer.
    pub(crate) fn sent_here(self) -> Self {
        self.header("sec-fetch-site", "same-origin").header("origin", "null")
    }

    pub(crate) fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// The form of a deposit: its fields in their order, then the file.
    /// The fields of a form, then its files in their order.
    pub(crate) fn upload(self, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Self {
        self.uploads(fields, &[file])
    }

    pub(crate) fn uploads(mut self, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Self {
        for (name, value) in fields {
            let head =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            self.body.extend_from_slice(head.as_bytes());
        }
        for (name, media_type, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: {media_type}\r\n\r\n"
            );
            self.body.extend_from_slice(head.as_bytes());
            self.body.extend_from_slice(bytes);
            self.body.extend_from_slice(b"\r\n");
        }
        self.body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let length = self.body.len().to_string();
        self.header("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("content-length", &length)
    }

    fn request(self) -> TestRequest {
        let mut request = TestRequest::default().method(self.method).uri(&self.path);
        if let Some(from) = self.from {
            request = request.peer_addr(from);
        }
        for (name, value) in self.headers {
            request = request.insert_header((name.as_str(), value));
        }
        // One header, in their order.
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.insert_header(("cookie", cookies.join("; ")));
        }
        request.set_payload(self.body)
    }
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    cookies: Vec<Cookie<'static>>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    pub(crate) fn cookies(&self) -> &[Cookie<'static>] {
        &self.cookies
    }

    pub(crate) fn sets(&self, name: &str) -> bool {
        self.cookies.iter().any(|cookie| cookie.name() == name)
    }

    pub(crate) fn cookie(&self, name: &str) -> &Cookie<'static> {
        let found = self.cookies.iter().find(|cookie| cookie.name() == name);
        found.unwrap_or_else(|| panic!("no cookie {name}"))
    }

    /// The token of the page's last form.
    pub(crate) fn csrf(&self) -> String {
        let text = self.text();
        let (_, after) =
            text.rsplit_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form in {text}"));
        after.split('"').next().unwrap().to_owned()
    }

    /// What its last form sends when it is filled in so: the token, and how the record stood, where the form says it.
    pub(crate) fn filled(&self, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let text = self.text();
        let stood =
            text.rsplit_once("name=\"stood\" value=\"").and_then(|(_, after)| after.split('"').next());
        let csrf = ("csrf".to_owned(), self.csrf());
        let hidden = stood.map(|stood| ("stood".to_owned(), stood.to_owned()));
        let typed = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        [csrf].into_iter().chain(hidden).chain(typed).collect()
    }

    /// The page without what differs for each request.
    pub(crate) fn without_request_id(&self) -> String {
        let text = self.text().replace(self.header("carnet-request-id"), "");
        let blank = |part: &str| part.split_once('"').map_or(part, |(_, rest)| rest).to_owned();
        // Each page has a token of its own for its forms.
        let mut parts = text.split("name=\"csrf\" value=\"");
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |all, part| all + &blank(part))
    }

    pub(crate) fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }
}
