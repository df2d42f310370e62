/// What a provider means when it sends the browser back with an error instead of a code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// The visitor did not log in there.
    GivenUp,
    /// It could not, or would not, log anybody in: an outage there, or a fault in how we ask. The word is for the log.
    Unavailable(&'static str),
}

/// Errors that say that the visitor stopped (OpenID Connect Core 1.0, 3.1.2.6; RFC 6749, 4.1.2.1).
const GIVEN_UP: [&str; 4] = ["access_denied", "consent_required", "interaction_required", "login_required"];

/// The other errors of both, as they may stand in a log.
const OTHERS: [&str; 12] = [
    "account_selection_required",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "registration_not_supported",
    "request_not_supported",
    "request_uri_not_supported",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
];

/// Reads the parameter `error`. Whoever led the browser here wrote it, so nothing of its text goes on.
pub(super) fn meant(error: &str) -> Meant {
    if GIVEN_UP.contains(&error) {
        return Meant::GivenUp;
    }
    let known = OTHERS.into_iter().find(|known| *known == error);
    Meant::Unavailable(known.unwrap_or("an error that is not of the protocol"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_and_none_is_repeated() {
        for error in GIVEN_UP {
            assert_eq!(meant(error), Meant::GivenUp);
        }
        for error in ["server_error", "temporarily_unavailable", "unauthorized_client", "invalid_scope"] {
            assert_eq!(meant(error), Meant::Unavailable(error));
        }
        for error in ["", "ACCESS_DENIED", "access_denied\n", "Camille Specimen"] {
            let Meant::Unavailable(word) = meant(error) else { unreachable!("{error}") };
            assert_eq!(word, "an error that is not of the protocol");
        }
    }
}
