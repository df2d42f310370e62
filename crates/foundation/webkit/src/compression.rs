use actix_web::middleware::Compress;

/// Compresses answers. Wrap it around public text alone: the API description, scripts, styles, help texts.
///
/// Answers about somebody are never compressed. Where an attacker can put text of his own into an answer that also
/// holds a secret (a form token, a name, a title), the compressed length tells him, guess by guess, what the secret
/// is (the BREACH attack), and TLS does not hide lengths. The answers of the API are small; the documents are
/// mostly compressed formats already; so little is lost.
pub fn compress_public_text() -> Compress {
    Compress::default()
}
