use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{App, HttpResponse, web};
use nix::sys::signal::{Signal, raise};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::aws_lc_rs, version};
use tokio::task::{JoinHandle, spawn_blocking};
use webkit::{
    Check, Draining, Endpoint, Envelope, Json, OperatorPort, Serving, TlsFiles, not_found, serve,
    stop_signal, tls_from_files,
};

use crate::support::{Folder, settings};

async fn slow() -> HttpResponse {
    tokio::time::sleep(Duration::from_millis(400)).await;
    HttpResponse::Ok().body("finished")
}

async fn stuck() -> HttpResponse {
    tokio::time::sleep(Duration::from_secs(60)).await;
    HttpResponse::Ok().finish()
}

async fn take(Json(_): Json<serde_json::Value>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn serving(tls: Option<rustls::ServerConfig>) -> (Serving, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Serving {
        listener,
        tls,
        workers: 1,
        head_timeout: Duration::from_secs(1),
        notice: Duration::from_millis(150),
        drain: Duration::from_secs(1),
    };
    (serving, address)
}

fn start(
    serving: Serving,
    draining: Draining,
    stop: impl Future<Output = ()> + Send + 'static,
) -> JoinHandle<Result<(), webkit::ServeError>> {
    let settings = settings();
    let application = move || {
        App::new()
            .service(Endpoint::at("/slow").get(slow))
            .service(Endpoint::at("/stuck").get(stuck))
            .service(Endpoint::at("/take").post(take))
            .default_service(web::to(not_found))
            .wrap(Envelope::new(settings.clone()))
    };
    actix_web::rt::spawn(serve(application, serving, draining, stop))
}

fn talk(mut stream: impl Read + Write, request: &str) -> std::io::Result<String> {
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    if answer.is_empty() {
        read?;
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

async fn fetch(address: SocketAddr, request: String) -> std::io::Result<String> {
    spawn_blocking(move || talk(TcpStream::connect(address)?, &request)).await.unwrap()
}

#[actix_web::test]
async fn a_signal_drains_what_is_in_flight_and_closes_the_door() {
    let (serving, address) = serving(None);
    let draining = Draining::default();
    let server = start(serving, draining.clone(), stop_signal().unwrap());
    let in_flight = actix_web::rt::spawn(fetch(address, get("/slow")));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!draining.begun());
    raise(Signal::SIGTERM).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(draining.begun(), "readiness says so before the socket closes");
    assert!(fetch(address, get("/none")).await.unwrap().contains("404"), "during the notice all still works");
    assert!(in_flight.await.unwrap().unwrap().ends_with("finished"));
    server.await.unwrap().unwrap();
    assert!(fetch(address, get("/none")).await.is_err(), "the socket is closed");
}

#[actix_web::test]
async fn what_does_not_finish_in_time_is_cut_off() {
    let (serving, address) = serving(None);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = start(serving, Draining::default(), async move {
        stopped.await.ok();
    });
    let in_flight = actix_web::rt::spawn(fetch(address, get("/stuck")));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert!(!in_flight.await.unwrap().unwrap_or_default().contains("200 OK"));
}

#[actix_web::test]
async fn a_body_that_stops_coming_is_answered_and_not_waited_for() {
    let (serving, address) = serving(None);
    let _server = start(serving, Draining::default(), std::future::pending());
    let begun = Instant::now();
    let request = "POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: 50\r\nConnection: close\r\n\r\n{\"a\":";
    let answer = fetch(address, request.to_owned()).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("/problems/slow-request"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(3));
    let large = "POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: 9999999\r\nConnection: close\r\n\r\n{\"a\":";
    assert!(fetch(address, large.to_owned()).await.unwrap().starts_with("HTTP/1.1 413"));
}

struct Made {
    files: TlsFiles,
    root: rustls_pki_types::CertificateDer<'static>,
    _folder: Folder,
}

fn certificate(name: &str) -> Made {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = Folder::new(name);
    let files = TlsFiles {
        certificates: folder.path().join("cert.pem"),
        key: folder.path().join("key.pem"),
        clients: None,
    };
    std::fs::write(&files.certificates, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    Made { files, root: made.cert.der().clone(), _folder: folder }
}

fn over_tls(
    address: SocketAddr,
    root: rustls_pki_types::CertificateDer<'static>,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(client), "localhost".try_into().unwrap()).unwrap();
    talk(StreamOwned::new(connection, TcpStream::connect(address)?), &get("/none"))
}

#[actix_web::test]
async fn tls_1_3_and_1_2_are_served_and_plain_text_is_not() {
    let made = certificate("tls");
    let (serving, address) = serving(Some(tls_from_files(&made.files).unwrap()));
    let _server = start(serving, Draining::default(), std::future::pending());
    for version in [&version::TLS13, &version::TLS12] {
        let root = made.root.clone();
        let answer = spawn_blocking(move || over_tls(address, root, &[version])).await.unwrap().unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 404") && answer.contains("strict-transport-security"),
            "{answer}"
        );
    }
    assert!(!fetch(address, get("/none")).await.unwrap_or_default().contains("HTTP/1.1"));
}

#[actix_web::test]
async fn certificates_that_cannot_be_used_are_named() {
    let (one, other) = (certificate("one"), certificate("other"));
    let missing =
        TlsFiles { certificates: "/nowhere/cert.pem".into(), key: one.files.key.clone(), clients: None };
    assert!(tls_from_files(&missing).unwrap_err().to_string().contains("/nowhere/cert.pem"));
    let with_certificates = |certificates: &std::path::Path| {
        let files =
            TlsFiles { certificates: certificates.to_owned(), key: other.files.key.clone(), clients: None };
        tls_from_files(&files)
    };
    assert!(with_certificates(&other.files.certificates).is_ok());
    assert!(with_certificates(&one.files.certificates).is_err(), "another key's certificate");
    assert!(with_certificates(&other.files.key).is_err(), "a key is no certificate");
}

#[actix_web::test]
async fn the_port_of_the_operator_tells_life_readiness_and_metrics() {
    let draining = Draining::default();
    let database = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let seen = Arc::clone(&database);
    let port = OperatorPort {
        draining: draining.clone(),
        checks: Arc::new(move || {
            vec![Check { name: "database", ready: seen.load(std::sync::atomic::Ordering::SeqCst) }]
        }),
        metrics: Arc::new(|| "http_requests_total 1\n".to_owned()),
    };
    let app = actix_web::test::init_service(App::new().configure(port.configure())).await;
    let ask = async |path: &str| {
        let answer =
            crate::support::send(&app, actix_web::test::TestRequest::get().uri(path).to_request()).await;
        (answer.status, String::from_utf8(answer.body).unwrap())
    };
    assert_eq!(ask("/health/live").await.0, 200);
    assert_eq!(ask("/metrics").await.1, "http_requests_total 1\n");
    let ready = r#"{"status":"ready","checks":[{"name":"database","ready":true}]}"#;
    assert_eq!(ask("/health/ready").await, (200, ready.to_owned()));
    database.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(ask("/health/ready").await.0, 503);
    draining.begin();
    let (status, text) = ask("/health/ready").await;
    assert_eq!(status, 503);
    assert!(text.contains("draining"));
    assert_eq!(ask("/health/live").await.0, 200);
}
