//! The page of an archive for people: it opens without a network, has no script, and says in French and in English what is
//! where.

use std::fmt::Write;

use chrono::DateTime;
use chrono_tz::Tz;
use exports::{Fragment, Packer};
use serde_json::Value;

use super::{Error, archive::each, facts::Gathered};

mod french;

use french::{FILES, README_FR};

/// Nothing is fetched and nothing is run, whatever a title says.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#161616;\
background:#fff}table{border-collapse:collapse;width:100%}th,td{border:1px solid #666;padding:.4rem .6rem;text-align:left;\
vertical-align:top}td:first-child{white-space:nowrap}td:nth-child(2){min-width:12rem;overflow-wrap:anywhere}th{background:#eee}\
a{color:#000091}a:focus{outline:3px solid #0a76f6}caption{text-align:left;font-weight:bold;padding:.4rem 0}\
@media(max-width:40rem){table,caption,tbody,tr,td{display:block}thead{display:none}tr{border-top:1px solid #666;padding:.6rem 0}\
td{border:0;padding:0;overflow-wrap:anywhere}td:last-child::before{content:\"Version \"}}\
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}th{background:#333}a{color:#9db4ff}}";

const README_EN: &str = "Export of your health record (Carnet)\r\n\r\n\
Open index.html in a browser: it works without a network and loads nothing from elsewhere.\r\n\
The folder documents/ holds each document as it was deposited, with all versions.\r\n\
The files .json and .csv say all the rest; their format is described in the documentation of Carnet (export-format).\r\n\
A document marked “unreadable” in metadata.json could not be read: ask the operator of the service for it.\r\n\r\n\
Carnet protects this archive no more: keep it in a safe place.\r\n";

/// Packs what to read first.
pub(super) fn pack_readme(packer: &mut Packer, at: DateTime<Tz>) -> Result<(), Error> {
    packer.whole("LISEZMOI.txt", at, README_FR.as_bytes())?;
    Ok(packer.whole("README.txt", at, README_EN.as_bytes())?)
}

/// Packs the page.
pub(super) fn pack_index(
    packer: &mut Packer,
    at: DateTime<Tz>,
    gathered: &Gathered,
    said_after: impl Fn(i32) -> Result<Vec<(i32, Fragment)>, Error>,
) -> Result<(), Error> {
    packer.begin("index.html", at)?;
    packer.piece(head(gathered, at).as_bytes())?;
    each(said_after, |fragment| {
        let rows: String = fragment.said.iter().map(row).collect();
        Ok(packer.piece(rows.as_bytes())?)
    })?;
    packer.piece(b"</tbody></table></main></body></html>\n")?;
    Ok(packer.end()?)
}

fn head(gathered: &Gathered, at: DateTime<Tz>) -> String {
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\">\
<title>Export du dossier de santé</title><style>{STYLE}</style></head><body><main>\n\
<h1>Export du dossier de santé <span lang=\"en\">/ Export of the health record</span></h1>\n\
<p>{} — {}</p>\n\
<p>Chaque document est tel qu’il a été déposé. Cette page ne charge rien et fonctionne sans connexion.</p>\n\
<p lang=\"en\">Each document is as it was deposited. This page loads nothing and works without a network.</p>\n\
<h2>Fichiers <span lang=\"en\">/ Files</span></h2>\n<ul>",
        escaped(&gathered.holder),
        at.format("%Y-%m-%d %H:%M %Z"),
    );
    for (file, french, english) in FILES.iter().filter(|(file, ..)| !gathered.left_out.contains(file)) {
        // INVARIANT: writing to a string cannot fail.
        let _ = write!(
            text,
            "<li><a href=\"{file}\">{file}</a> : {french} <span lang=\"en\">/ {english}</span></li>"
        );
    }
    text.push_str(
        "</ul>\n<h2>Documents</h2>\n<table><caption>Documents, du premier déposé au dernier \
<span lang=\"en\">/ Documents, from the first deposited to the last</span></caption>\
<thead><tr><th scope=\"col\">Date</th><th scope=\"col\">Titre <span lang=\"en\">/ Title</span></th>\
<th scope=\"col\">Type</th><th scope=\"col\">Auteur <span lang=\"en\">/ Author</span></th>\
<th scope=\"col\">Version</th></tr></thead><tbody>\n",
    );
    text
}

fn row(said: &Value) -> String {
    let text = |at: &str| said.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let Some(file) = said.get("file").and_then(Value::as_str) else {
        return format!(
            "<tr><td></td><td>{} : illisible <span lang=\"en\">/ unreadable</span></td><td></td><td></td><td></td></tr>\n",
            escaped(text("/id"))
        );
    };
    let day: String = text("/service_start").chars().take(10).collect();
    let author = match text("/authors/0/name") {
        "" => text("/deposited_by"),
        author => author,
    };
    let version = said.get("version").and_then(Value::as_u64).unwrap_or(1);
    format!(
        "<tr><td>{}</td><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td><td>{version} {}</td></tr>\n",
        escaped(&day),
        address(file),
        escaped(text("/title")),
        escaped(text("/type/label_fr")),
        escaped(author),
        match text("/status") {
            "deprecated" => "(remplacée <span lang=\"en\">/ replaced</span>)",
            "archived" => "(mise de côté <span lang=\"en\">/ put aside</span>)",
            _ => "",
        }
    )
}

/// A text as HTML takes it, in an attribute too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The address of a file of the archive, relative to the page.
fn address(file: &str) -> String {
    file.bytes().fold(String::with_capacity(file.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
