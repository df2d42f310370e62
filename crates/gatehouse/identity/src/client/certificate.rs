use std::fmt::Write;

use thiserror::Error;
use x509_parser::{
    certificate::X509Certificate,
    prelude::FromDer,
    x509::{AttributeTypeAndValue, X509Name},
};

use super::Thumbprint;

/// The certificate that a caller has shown within TLS. Whether somebody vouches for it was checked there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCertificate {
    /// SHA-256 of it.
    pub thumbprint: Thumbprint,
    /// The name in it (RFC 4514), where that can be written so.
    pub subject: Option<String>,
}

/// Why a certificate is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a certificate in DER")]
pub struct CertificateFault;

impl ShownCertificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    /// [`CertificateFault`] for anything else.
    pub fn read(der: &[u8]) -> Result<Self, CertificateFault> {
        match X509Certificate::from_der(der) {
            Ok(([], certificate)) => {
                Ok(Self { thumbprint: Thumbprint::of(der), subject: name(certificate.subject()) })
            }
            _ => Err(CertificateFault),
        }
    }
}

/// Types of attributes by their short names (RFC 4514, section 3); any other is written by its numbers.
const SHORT: [(&str, &str); 9] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
];

/// A name as RFC 4514 writes it: the last part first, parts parted by commas. Two names that differ in what they say are
/// never written alike; one that holds something else than text is not written.
fn name(name: &X509Name<'_>) -> Option<String> {
    let parts: Option<Vec<String>> = name
        .iter_rdn()
        .map(|part| part.iter().map(attribute).collect::<Option<Vec<_>>>().map(|all| all.join("+")))
        .collect();
    let mut parts = parts?;
    parts.reverse();
    (!parts.is_empty()).then(|| parts.join(","))
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    let numbers = attribute.attr_type().to_id_string();
    let kind = SHORT.iter().find(|(known, _)| *known == numbers).map_or(numbers.as_str(), |(_, short)| short);
    let value = attribute.as_str().ok()?;
    Some(format!("{kind}={}", escaped(value)))
}

fn escaped(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut written = String::new();
    for (place, letter) in value.chars().enumerate() {
        let at_an_end = (place == 0 && matches!(letter, ' ' | '#')) || (place == last && letter == ' ');
        if at_an_end || matches!(letter, '"' | '+' | ',' | ';' | '<' | '>' | '\\' | '=') {
            written.push('\\');
        }
        if letter.is_control() {
            // INVARIANT: writing to a text cannot fail.
            let _ = letter.to_string().bytes().try_for_each(|byte| write!(written, "\\{byte:02x}"));
        } else {
            written.push(letter);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_name_are_told_from_those_in_it() {
        for (plain, written) in [
            ("Hôpital Fictif", "Hôpital Fictif"),
            ("A, B", "A\\, B"),
            ("a=b+c", "a\\=b\\+c"),
            (" in front", "\\ in front"),
            ("#1", "\\#1"),
            ("behind ", "behind\\ "),
            ("back\\slash", "back\\\\slash"),
            ("two\nlines", "two\\0alines"),
        ] {
            assert_eq!(escaped(plain), written);
        }
    }

    #[test]
    fn bytes_that_are_no_certificate_are_refused() {
        for bytes in [&b""[..], b"\x30\x00", b"-----BEGIN CERTIFICATE-----"] {
            assert_eq!(ShownCertificate::read(bytes), Err(CertificateFault));
        }
    }
}
