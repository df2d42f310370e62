//! The header of requests that may be sent again.

use utoipa::IntoParams;

/// Of a request that makes something and is answered with it however often it is sent.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct AnsweredAgainHeader {
    /// 1 to 128 visible ASCII characters, one for each thing that is meant. The same request again is answered as the first time.
    #[param(rename = "Idempotency-Key", nullable = false, pattern = "^[!-~]{1,128}$")]
    key: Option<String>,
}

/// Of a request that makes something once, which is not shown again.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct MadeOnceHeader {
    /// 1 to 128 visible ASCII characters, one for each thing that is meant. The same request again is answered with 409 and the id
    /// of what was made.
    #[param(rename = "Idempotency-Key", nullable = false, pattern = "^[!-~]{1,128}$")]
    key: Option<String>,
}
