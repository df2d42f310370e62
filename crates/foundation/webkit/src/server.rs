mod client_certificate;
mod draining;
mod signal;
mod tls;

use std::{fmt, io, net::TcpListener, time::Duration};

use actix_web::{
    App, Error, HttpServer,
    body::MessageBody,
    dev::{ServiceFactory, ServiceResponse},
};
use thiserror::Error as ThisError;

pub use client_certificate::ClientCertificate;
pub use draining::Draining;
pub use signal::stop_signal;
pub use tls::{ClientAuthorities, TlsError, TlsFiles, tls_from_files};

/// How a port is served.
pub struct Serving {
    /// A socket that already listens.
    pub listener: TcpListener,
    /// TLS, unless a proxy in front does it.
    pub tls: Option<rustls::ServerConfig>,
    /// Threads that answer.
    pub workers: usize,
    /// Longest time for the head of a request, and for the TLS handshake.
    pub head_timeout: Duration,
    /// Time between saying *draining* and closing the socket, for the load balancer to notice.
    pub notice: Duration,
    /// Time that requests in flight have to finish once the socket is closed.
    pub drain: Duration,
}

impl fmt::Debug for Serving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tls = self.tls.is_some();
        f.debug_struct("Serving").field("listener", &self.listener).field("tls", &tls).finish_non_exhaustive()
    }
}

/// Why a server ended other than by being told to.
#[derive(Debug, ThisError)]
pub enum ServeError {
    /// The socket cannot be used, or the server broke down.
    #[error("cannot serve")]
    Io(#[from] io::Error),
}

/// Serves an application until `stop` ends, then drains.
///
/// Draining: `draining` is set (the readiness check of the operator's port then fails), `notice` passes, the socket
/// closes, idle connections close, requests in flight have `drain` to finish; then the rest is cut off.
///
/// # Errors
/// [`ServeError`] when the socket fails.
pub async fn serve<F, T, B>(
    application: F,
    serving: Serving,
    draining: Draining,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError>
where
    F: Fn() -> App<T> + Send + Clone + 'static,
    T: ServiceFactory<
            actix_web::dev::ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let server = HttpServer::new(application)
        .on_connect(client_certificate::keep)
        .workers(serving.workers)
        .disable_signals()
        .client_request_timeout(serving.head_timeout)
        .tls_handshake_timeout(serving.head_timeout)
        .shutdown_timeout(serving.drain.as_secs().max(1));
    let server = match serving.tls {
        Some(tls) => server.listen_rustls_0_23(serving.listener, tls)?,
        None => server.listen(serving.listener)?,
    };
    let mut running = server.run();
    let handle = running.handle();
    tokio::select! {
        ended = &mut running => return Ok(ended?),
        () = stop => {}
    }
    draining.begin();
    tracing::info!("draining");
    let stopping = async {
        tokio::time::sleep(serving.notice).await;
        handle.stop(true).await;
    };
    let (ended, ()) = tokio::join!(running, stopping);
    tracing::info!("drained");
    Ok(ended?)
}
