use std::{fs, path::Path};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use config::{CredentialFiles, Settings};
use kernel::{Clock, SystemClock};
use rustls::pki_types::{CertificateDer, pem::PemObject};

use super::{Line, Lines};

/// A certificate is renewed before it has less than this.
const SOON: TimeDelta = TimeDelta::days(21);

/// Whether the certificate of the public side, and those by which we show ourselves to identity providers, are good for a
/// while.
pub(super) fn look(settings: &Settings) -> Vec<Line> {
    let mut lines = Lines::of("tls");
    for provider in &settings.login.providers {
        if let CredentialFiles::Certificate { chain, .. } = &provider.credential {
            examine(&mut lines, &provider.key("client_certificate_file"), chain);
        }
    }
    let Some(files) = &settings.server.tls else {
        return lines.or_ok("the public side speaks plain HTTP; TLS ends in front of it");
    };
    match examine(&mut lines, "server.tls_certificate", &files.certificate) {
        Some(day) => lines.or_ok(format!("the certificate is good until {day}")),
        None => lines.lines,
    }
}

/// Says when a certificate ends, and what is wrong with it.
fn examine(lines: &mut Lines, key: &str, path: &Path) -> Option<String> {
    let first = fs::read(path).ok().and_then(|pem| CertificateDer::from_pem_slice(&pem).ok());
    let Some(end) = first.as_ref().and_then(|certificate| end_of(certificate)) else {
        lines.fail(format!("`{key}`: `{}` holds no certificate in PEM that can be read", path.display()));
        return None;
    };
    let (day, left) = (end.format("%Y-%m-%d").to_string(), end - SystemClock.now());
    if left <= TimeDelta::zero() {
        lines.fail(format!("`{key}`: it ended on {day}; put a new one there and start `serve` again"));
    } else if left < SOON {
        lines.warn(format!("`{key}`: it ends on {day}, in {} days; renew it", left.num_days()));
    }
    Some(day)
}

/// `notAfter` of a certificate (RFC 5280, 4.1): Certificate, TBSCertificate, then version (if given), serial number,
/// signature, issuer, validity.
fn end_of(certificate: &[u8]) -> Option<DateTime<Utc>> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut inner, _) = element(certificate)?;
    if inner.first() == Some(&0xa0) {
        inner = element(inner)?.2;
    }
    for _ in 0..3 {
        inner = element(inner)?.2;
    }
    let (_, validity, _) = element(inner)?;
    let (tag, end, _) = element(element(validity)?.2)?;
    let text = str::from_utf8(end).ok()?;
    let text = match tag {
        // UTCTime: two digits of the year, from 1950 to 2049
        0x17 => format!("{}{text}", if text.get(..2)?.parse::<u32>().ok()? < 50 { "20" } else { "19" }),
        0x18 => text.to_owned(),
        _ => return None,
    };
    Some(NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%SZ").ok()?.and_utc())
}

/// Tag, content and rest of the first DER element.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (
                digits
                    .iter()
                    .try_fold(0_usize, |sum, digit| sum.checked_mul(256)?.checked_add(usize::from(*digit)))?,
                rest,
            )
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}
