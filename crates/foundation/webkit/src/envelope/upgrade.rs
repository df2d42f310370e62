use actix_web::http::header::{HeaderMap, UPGRADE};
use kernel::ErrorKind;

use crate::{Fault, Problem};

/// Refuses a request for a WebSocket: the HTTP parser reads its body to the end of the connection, whatever
/// `Content-Length` says, and places are reserved by that. An offer of another protocol is ignored (RFC 9110 §7.8).
pub(super) fn refuse(headers: &HeaderMap) -> Result<(), Problem> {
    let websocket = headers
        .get_all(UPGRADE)
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"));
    if websocket {
        let fault = Fault::new("header:upgrade", "no `websocket`: this server speaks HTTP alone");
        return Err(Problem::fault(ErrorKind::Invalid, fault));
    }
    Ok(())
}
