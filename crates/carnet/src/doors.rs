//! The ports of the program: which doors stand on which, and how they are closed.

use std::{net::TcpListener, thread, time::Duration};

use actix_web::{App, rt::System, web::to};
use flows::House;
use tokio::sync::oneshot;
use webkit::{
    BodyLimits, ClientAuthorities, DeskGate, Draining, Envelope, EnvelopeSettings, Labours, Serving, Shuttle,
    ShuttleSettings, TlsFiles, UploadBudget, not_found, serve, stop_signal, tls_from_files,
};

use crate::{fault::Fault, logins, operator};

/// Callers that wait for the database at once, for each of its places, and how long one waits.
const QUEUE: usize = 64;
const PATIENCE: Duration = Duration::from_secs(10);
/// Callers that one shared transaction takes at most.
const SEATS: usize = 32;
/// What a body may have beside its file.
const BESIDE_THE_FILE: usize = 1024 * 1024;
/// Longest time for the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// Longest silence in a body, and longest time for the whole of it.
const SILENCE: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_secs(300);
/// Threads of the operator's port.
const OPERATOR_THREADS: usize = 1;

/// Who comes in.
#[derive(Clone)]
pub(crate) enum Open {
    /// The doors of production.
    Production,
    /// The sandbox's door beside them, with its identity providers.
    Sandbox(sandbox::Providers),
}

/// The sockets of a server.
pub(crate) struct Ports {
    pub(crate) public: TcpListener,
    pub(crate) operator: TcpListener,
    /// Time between saying *draining* and closing, for a load balancer to notice.
    pub(crate) notice: Duration,
}

/// The patterns of every address, for the metrics.
pub(crate) fn addresses() -> Vec<String> {
    let description = api::description();
    let api = description.paths.paths.keys().map(String::as_str);
    let pages = ["/api/v1/docs", "/api/v1/docs/{file:.*}"];
    let operator = ["/health/live", "/health/ready", "/metrics"];
    api.chain(pages)
        .chain(operator)
        .chain(web::ADDRESSES)
        .map(str::to_owned)
        .chain(sandbox::addresses().map(str::to_owned))
        .collect()
}

/// Serves both ports until a signal, drains, and comes back when the last request is answered.
pub(crate) fn serve_all(house: &House, ports: Ports, open: Open) -> Result<(), Fault> {
    let Ports { public, operator, notice } = ports;
    let server = &house.settings.server;
    let tls = match &server.tls {
        Some(files) => {
            let clients = server.client_authorities.clone().map(|authorities| ClientAuthorities {
                authorities,
                revocations: server.client_revocations.clone(),
            });
            let (certificates, key) = (files.certificate.clone(), files.key.clone());
            let files = TlsFiles { certificates, key, clients };
            Some(tls_from_files(&files).map_err(Fault::at("TLS"))?)
        }
        None => None,
    };
    let or_processors = |chosen| match chosen {
        0 => thread::available_parallelism().map_or(1, usize::from),
        chosen => chosen,
    };
    let workers = or_processors(server.workers);
    let public = Serving { listener: public, tls, workers, head_timeout: HEAD, notice, drain: server.drain };
    let (draining, envelope) = (Draining::default(), envelope(house));
    let queue = QUEUE * usize::try_from(house.desk.places()).unwrap_or(1);
    let gate = DeskGate::before(house.desk.clone(), queue, PATIENCE);
    let shuttle = ShuttleSettings {
        drivers: or_processors(house.settings.database.shared_transactions),
        seats: SEATS,
        queue,
        patience: PATIENCE,
    };
    let to_the_desk = || {
        let house_ahead = house.clone();
        Shuttle::new(house.desk.clone(), shuttle, move |tx, calls| flows::read_ahead(&house_ahead, tx, calls))
    };
    let shuttles = api::Shuttles { reading: to_the_desk(), depositing: to_the_desk() };
    let (uploads, labours) = (UploadBudget::for_bodies(largest_body(house)), Labours::default());
    let state = api::State::new(house.clone(), gate.clone(), shuttles, uploads.clone(), labours.clone());
    // Only the sandbox lets somebody in by choosing who they are; elsewhere the pages offer no such choice.
    let logins = matches!(open, Open::Sandbox(_)).then(|| logins::of_sandbox(house));
    let pages = web::State::new(house.clone(), gate.clone(), uploads, labours, logins);
    let (house_of_app, envelope_of_app) = (house.clone(), envelope.clone());
    let application = move || {
        let app =
            App::new().configure(api::configure(state.clone())).configure(web::configure(pages.clone()));
        let app = match &open {
            Open::Sandbox(providers) => {
                app.configure(sandbox::configure(house_of_app.clone(), gate.clone(), providers.clone()))
            }
            Open::Production => app,
        };
        app.default_service(to(not_found)).wrap(web::Pages).wrap(Envelope::new(envelope_of_app.clone()))
    };
    System::new().block_on(async move {
        // A port is not said to be open before a signal would close it in order.
        let stop = stop_signal().map_err(Fault::at("signals"))?;
        say_where("the public port is open", &public.listener);
        let (closed, public_closed) = oneshot::channel::<()>();
        let operator = serve_operator(house, operator, draining.clone(), envelope, async {
            // An error is the end of the sender, which says the same.
            let _ = public_closed.await;
        });
        let public = async {
            let ended = serve(application, public, draining, stop).await;
            drop(closed);
            ended
        };
        let (public, operator) = tokio::join!(public, operator);
        public.map_err(Fault::at("the public port"))?;
        operator
    })
}

/// Serves the operator's port alone until a signal: for a worker, whose jobs run beside it.
pub(crate) fn serve_operator_alone(house: &House, listener: TcpListener) -> Result<(), Fault> {
    let envelope = envelope(house);
    System::new().block_on(async move {
        let stop = stop_signal().map_err(Fault::at("signals"))?;
        serve_operator(house, listener, Draining::default(), envelope, stop).await
    })
}

async fn serve_operator(
    house: &House,
    listener: TcpListener,
    draining: Draining,
    envelope: EnvelopeSettings,
    stop: impl Future<Output = ()>,
) -> Result<(), Fault> {
    say_where("the operator's port is open", &listener);
    let port = operator::port(house, draining.clone());
    let application = move || {
        App::new()
            .configure(port.clone().configure())
            .default_service(to(not_found))
            .wrap(Envelope::new(envelope.clone()))
    };
    let serving = Serving {
        listener,
        tls: None,
        workers: OPERATOR_THREADS,
        head_timeout: HEAD,
        notice: Duration::ZERO,
        drain: Duration::from_secs(1),
    };
    serve(application, serving, draining, stop).await.map_err(Fault::at("the operator's port"))
}

fn say_where(what: &'static str, listener: &TcpListener) {
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "{what}");
    }
}

/// Bytes of the largest body that any route takes.
fn largest_body(house: &House) -> usize {
    let server = &house.settings.server;
    let of_files = server.body_limit_professional.max(server.body_limit_citizen);
    of_files.max(server.body_limit_photos).max(server.body_limit_bulk).saturating_add(BESIDE_THE_FILE)
}

fn envelope(house: &House) -> EnvelopeSettings {
    EnvelopeSettings {
        clock: house.clock.clone(),
        rng: house.rng.clone(),
        https: house.settings.server.public_origin.starts_with("https://"),
        body: BodyLimits {
            bytes: u64::try_from(largest_body(house)).unwrap_or(u64::MAX),
            silence: SILENCE,
            whole: WHOLE,
        },
    }
}
