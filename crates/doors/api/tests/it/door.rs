//! An application with this door alone, and a client that holds each answer to the description.

use std::{cell::OnceCell, time::Duration};

use actix_web::{
    App, HttpResponse,
    body::{BoxBody, to_bytes},
    dev::Service,
    http::{Method, header::HeaderMap},
    test::{TestRequest, init_service},
    web,
};
use api::{Shuttles, State};
use futures_util::{FutureExt, future::LocalBoxFuture};
use serde_json::{Value, json};
use testkit::{Citizen, Contract, TestHouse, Worker};
use webkit::{
    BodyLimits, DeskGate, Envelope, EnvelopeSettings, Labours, Shuttle, ShuttleSettings, UploadBudget,
    not_found,
};

pub(crate) const PDF: &[u8] = include_bytes!("../../../../../tests/fixtures/files/letter.pdf");
/// A PDF of which the filler makes a long one, whole to its end.
pub(crate) fn long_pdf(filler: &[u8]) -> Vec<u8> {
    let mut pdf = [PDF, filler].concat();
    let end = pdf.len() - PDF_END.len();
    pdf[end..].copy_from_slice(PDF_END);
    pdf
}

const PDF_END: &[u8] = b"\nstartxref\n383\n%%EOF\n";
pub(crate) const NOTE: &[u8] = "Revoir dans six mois.\n".as_bytes();
const BOUNDARY: &str = "carnet-part";

type Application = Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, HttpResponse<BoxBody>>>;

pub(crate) struct Door {
    pub(crate) house: TestHouse,
    contract: Contract,
    state: State,
    /// Made for the first call.
    application: OnceCell<Application>,
}

impl Door {
    pub(crate) fn new() -> Self {
        Self::over(TestHouse::new())
    }

    /// With so many bytes of memory for uploads.
    pub(crate) fn with_uploads(self, bytes: usize) -> Self {
        let state = state_over(&self.house, UploadBudget::new(bytes));
        Self { state, application: OnceCell::new(), ..self }
    }

    pub(crate) fn over(house: TestHouse) -> Self {
        let state = state_over(&house, UploadBudget::new(64 * 1024 * 1024));
        let contract = Contract::new(serde_json::to_value(api::description()).unwrap());
        Self { house, contract, state, application: OnceCell::new() }
    }

    /// What an application of the test's own is configured with.
    pub(crate) fn state(&self) -> State {
        self.state.clone()
    }

    /// Sends a call and gives its answer while it comes.
    pub(crate) async fn opens_stream(&self, call: Call) -> HttpResponse<BoxBody> {
        let application = match self.application.get() {
            Some(application) => application,
            None => {
                let made = self.application().await;
                self.application.get_or_init(|| made)
            }
        };
        application(call.request()).await
    }

    /// An application that answers many calls, as that of a server does: to make one takes longer than an answer.
    async fn application(&self) -> Application {
        let (clock, rng) = (self.house.house().clock.clone(), self.house.house().rng.clone());
        let (silence, whole) = (Duration::from_secs(10), Duration::from_secs(60));
        let body = BodyLimits { bytes: 64 * 1024 * 1024, silence, whole };
        let envelope = Envelope::new(EnvelopeSettings { clock, rng, https: false, body });
        let application = App::new()
            .configure(api::configure(self.state.clone()))
            .default_service(web::to(not_found))
            .wrap(envelope);
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

    /// Sends a call and holds its answer to the description.
    pub(crate) async fn send(&self, call: Call) -> Answer {
        // What takes `GET` takes `HEAD`, and is described once.
        let described = if call.method == Method::HEAD { Method::GET } else { call.method.clone() };
        let (method, path) = (described.to_string(), call.path.split('?').next().unwrap().to_owned());
        let response = self.opens_stream(call).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap_or_default().to_vec();
        let answer = Answer { status, headers, body };
        if !path.starts_with("/api/v1/docs") {
            self.contract
                .check(&method, &path, status, answer.header("content-type"), &answer.body)
                .unwrap_or_else(|fault| panic!("{fault}\n{}", String::from_utf8_lossy(&answer.body)));
        }
        answer
    }

    /// How many files lie among the blobs.
    pub(crate) fn blobs(&self) -> usize {
        let mut folders = vec![self.house.house().settings.blobs.folder.clone()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files += 1 }
            }
        }
        files
    }

    /// Deposits as a citizen into the own record and gives the id.
    pub(crate) async fn brought(&self, citizen: &Citizen, metadata: Value) -> String {
        let answer = self.send(deposit(citizen, citizen.token()).parts(&metadata, "text/plain", NOTE)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Feeds a citizen's record as a professional and gives the id.
    pub(crate) async fn fed(&self, citizen: &Citizen, by: &Worker, more: Value) -> String {
        let metadata = letter_about(citizen, &more);
        let answer = self.send(deposit(citizen, by.token()).parts(&metadata, "application/pdf", PDF)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Declares that a professional cares for a citizen.
    pub(crate) async fn cares(&self, citizen: &Citizen, by: &Worker) {
        let body = json!({"evidence": "team_in_charge"});
        let path = format!("/api/v1/spaces/{}/care-relationships", citizen.space);
        let answer = self.send(Call::post(path).token(by.token()).json(&body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
}

fn state_over(house: &TestHouse, uploads: UploadBudget) -> State {
    let gate = DeskGate::before(house.house().desk.clone(), 16, Duration::from_secs(10));
    let shuttle = ShuttleSettings { drivers: 2, seats: 8, queue: 16, patience: Duration::from_secs(10) };
    let to_the_desk = || {
        let inside = house.house().clone();
        Shuttle::new(inside.desk.clone(), shuttle, move |tx, calls| flows::read_ahead(&inside, tx, calls))
    };
    let shuttles = Shuttles { reading: to_the_desk(), depositing: to_the_desk() };
    State::new(house.house().clone(), gate, shuttles, uploads, Labours::default())
}

/// The metadata of a letter about a citizen, with more said.
pub(crate) fn letter_about(citizen: &Citizen, more: &Value) -> Value {
    let ins = json!({"value": citizen.ins.number.reveal(), "oid": citizen.ins.oid.as_str()});
    let traits = &citizen.traits;
    let mut metadata = json!({
        "type": {"code": "11490-0"},
        "title": "Lettre de liaison",
        "patient": {
            "ins": ins,
            "birth_name": traits.birth_name.reveal(),
            "first_names": ["CAMILLE"],
            "birth_date": "1980-07-01",
            "sex": "F"
        }
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        metadata[key] = value.clone();
    }
    metadata
}

pub(crate) fn documents(citizen: &Citizen) -> String {
    format!("/api/v1/spaces/{}/documents", citizen.space)
}

pub(crate) fn deposit(citizen: &Citizen, token: &str) -> Call {
    Call::post(documents(citizen)).token(token)
}

/// A request to be sent.
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: &str, path: impl Into<String>) -> Self {
        let method = method.parse().unwrap();
        Self { method, path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new("POST", path)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where it goes.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(mut self, body: &Value) -> Self {
        self.body = serde_json::to_vec(body).unwrap();
        self.header("content-type", "application/json")
    }

    pub(crate) fn bytes(mut self, media: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("content-type", media)
    }

    /// A form.
    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.bytes("application/x-www-form-urlencoded", form.as_bytes())
    }

    /// The two parts of a deposit.
    pub(crate) fn parts(self, metadata: &Value, media: &str, file: &[u8]) -> Self {
        self.bytes(&format!("multipart/form-data; boundary={BOUNDARY}"), &parts(metadata, media, file))
    }

    fn request(self) -> TestRequest {
        let request = TestRequest::with_uri(&self.path).method(self.method);
        let request = self.headers.into_iter().fold(request, |request, header| request.append_header(header));
        if self.body.is_empty() {
            return request;
        }
        request.append_header(("content-length", self.body.len().to_string())).set_payload(self.body)
    }
}

/// The body of a deposit.
pub(crate) fn parts(metadata: &Value, media: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n\
         {metadata}\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"lettre.pdf\"\r\n\
         Content-Type: {media}\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

pub(crate) const MULTIPART: &str = "multipart/form-data; boundary=carnet-part";

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    /// The document without what names the single request.
    pub(crate) fn problem(&self) -> Value {
        let mut problem = self.json();
        problem.as_object_mut().unwrap().remove("instance");
        problem
    }

    /// Where the first fault is.
    pub(crate) fn pointer(&self) -> String {
        self.json()["faults"][0]["pointer"].as_str().unwrap_or_default().to_owned()
    }

    /// The ids on a page.
    pub(crate) fn ids(&self) -> Vec<String> {
        let json = self.json();
        let items = json["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}
