use std::any::Any;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::{HttpRequest, dev::Extensions, rt::net::TcpStream};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Longest header with a certificate; one of RSA 4096 stays below half of it.
const LONGEST: usize = 16 * 1024;
const HEADER: &str = "client-cert";

/// The certificate, in DER, that the client of a connection has shown and somebody vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate(pub Vec<u8>);

/// Keeps the certificate of a connection beside it, where it has one.
pub(super) fn keep(stream: &dyn Any, connection: &mut Extensions) {
    let Some(stream) = stream.downcast_ref::<TlsStream<TcpStream>>() else { return };
    if let Some([leaf, ..]) = stream.get_ref().1.peer_certificates() {
        connection.insert(ClientCertificate(leaf.to_vec()));
    }
}

impl ClientCertificate {
    /// The certificate that stands behind a request: that of its connection; or, where a proxy of the operator's ends TLS and
    /// `by_header` says so, the one that the proxy passes on (`Client-Cert`, RFC 9440). Without `by_header` that header is
    /// what anybody may have written, and is not looked at. Two of them are none.
    pub fn of(request: &HttpRequest, by_header: bool) -> Option<Self> {
        if !by_header {
            return request.conn_data::<Self>().cloned();
        }
        let mut headers = request.headers().get_all(HEADER);
        let (Some(header), None) = (headers.next(), headers.next()) else { return None };
        let text = header.to_str().ok().filter(|text| text.len() <= LONGEST)?;
        let encoded = text.trim().strip_prefix(':')?.strip_suffix(':')?;
        STANDARD.decode(encoded).ok().filter(|der| !der.is_empty()).map(Self)
    }
}
