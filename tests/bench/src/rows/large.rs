//! Documents of 5 and 25 MB are deposited and read over HTTP by one caller after the other, beside what the bytes alone
//! cost: written to a file of the same disk and flushed, or read from it, and sealed or opened with AES-256-GCM in the
//! same segments.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::json;

use super::{Stage, deposit::unexpected, turns};
use crate::{
    Outcome,
    http::{self, Line},
    people::{self, Kind},
    report::Row,
    say,
};

/// Sizes of the documents, in bytes: the most that a citizen and that a professional deposits.
const SIZES: [usize; 2] = [5_000_000, 25_000_000];
/// Bytes of a segment.
const SEGMENT: usize = 65_536;

/// Measures deposits and reads of each size.
///
/// # Errors
/// A wrong answer, or other bytes than were sent.
pub(crate) fn measure(stage: &Stage<'_>) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for size in SIZES {
        rows.extend(of_size(stage, if stage.plan.quick { size / 50 } else { size })?);
    }
    Ok(rows)
}

fn of_size(stage: &Stage<'_>, size: usize) -> Outcome<[Row; 2]> {
    let times = if stage.plan.quick { 2 } else { 12 };
    let content = people::content(11, size);
    let bare = Bare::new(&stage.ground.folder)?;
    let token = stage.tokens.first().ok_or("no token")?;
    let record = (Kind::Deposit, 0);
    let documents = format!("/api/v1/spaces/{}/documents", people::space(record));
    let address = stage.server.address;
    let request =
        http::deposit(address, &documents, token, &people::metadata(record), "application/pdf", &content);
    let mut line = Line::connect(address)?;
    let (mut bare_writes, mut deposits) = (Vec::new(), Vec::new());
    let (mut bare_reads, mut reads) = (Vec::new(), Vec::new());
    for round in 0..=times {
        let bare_write = seconds(|| bare.write(&content))?;
        let mut id = String::new();
        let deposit = seconds(|| {
            let answer = line.ask(&request)?;
            id = receipt(answer.status, answer.body)?;
            Ok(())
        })?;
        let bare_read = seconds(|| bare.read(&content))?;
        let question = http::get(address, &format!("{documents}/{id}/content"), token);
        let read = seconds(|| {
            let answer = line.ask(&question)?;
            match answer.status == 200 && answer.body == content {
                true => Ok(()),
                false => Err(unexpected(answer.status, answer.body)),
            }
        })?;
        // The first round warms up.
        if round > 0 {
            bare_writes.push(bare_write);
            deposits.push(deposit);
            bare_reads.push(bare_read);
            reads.push(read);
        }
    }
    Ok([row("deposit", size, bare_writes, deposits), row("read", size, bare_reads, reads)])
}

fn receipt(status: u16, body: &[u8]) -> Outcome<String> {
    let receipt: serde_json::Value = serde_json::from_slice(body)?;
    let id = receipt.get("id").and_then(serde_json::Value::as_str);
    id.filter(|_| status == 201).map(str::to_owned).ok_or_else(|| unexpected(status, body))
}

fn seconds(work: impl FnOnce() -> Outcome<()>) -> Outcome<f64> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed().as_secs_f64())
}

fn row(what: &str, size: usize, bare: Vec<f64>, carnet: Vec<f64>) -> Row {
    let (bare, carnet) = (turns::median(bare).unwrap_or_default(), turns::median(carnet).unwrap_or_default());
    let megabytes = f64::from(u32::try_from(size).unwrap_or(u32::MAX)) / 1e6;
    let ratio = bare / carnet.max(1e-9);
    let work = format!("{what} of one document of {megabytes} MB over HTTP, one after the other");
    say(&format!("{work}: {:.0} MB/s beside {:.0} MB/s: {ratio:.2}", megabytes / carnet, megabytes / bare));
    Row {
        work,
        floor: format!("{:.0} MB/s  {:.1} ms (disk and AES-256-GCM alone)", megabytes / bare, bare * 1e3),
        carnet: format!("{:.0} MB/s  {:.1} ms", megabytes / carnet, carnet * 1e3),
        ratio: Some(ratio),
        goal: "-".to_owned(),
        met: None,
        figures: json!({ "bytes": size, "bare_seconds": bare, "carnet_seconds": carnet }),
    }
}

/// The bytes alone: one key, one file.
struct Bare {
    key: LessSafeKey,
    file: PathBuf,
}

impl Bare {
    fn new(folder: &Path) -> Outcome<Self> {
        let key = UnboundKey::new(&AES_256_GCM, &[7; 32]).map_err(|_| "a key that is none")?;
        Ok(Self { key: LessSafeKey::new(key), file: folder.join("bare") })
    }

    fn nonce(number: u32) -> Nonce {
        let mut nonce = [0; 12];
        for (to, from) in nonce.iter_mut().zip(number.to_be_bytes()) {
            *to = from;
        }
        Nonce::assume_unique_for_key(nonce)
    }

    /// Seals in segments, writes a new file, flushes it.
    fn write(&self, content: &[u8]) -> Outcome<()> {
        let _ = fs::remove_file(&self.file);
        let mut file = File::create(&self.file)?;
        for (number, segment) in (0..).zip(content.chunks(SEGMENT)) {
            let mut sealed = segment.to_vec();
            self.key
                .seal_in_place_append_tag(Self::nonce(number), Aad::empty(), &mut sealed)
                .map_err(|_| "a segment could not be sealed")?;
            file.write_all(&sealed)?;
        }
        file.sync_all()?;
        Ok(())
    }

    /// Reads the file and opens its segments.
    fn read(&self, content: &[u8]) -> Outcome<()> {
        let mut sealed = fs::read(&self.file)?;
        let mut opened = Vec::with_capacity(content.len());
        for (number, segment) in (0..).zip(sealed.chunks_mut(SEGMENT + 16)) {
            let plain = self.key.open_in_place(Self::nonce(number), Aad::empty(), segment);
            opened.extend_from_slice(plain.map_err(|_| "a segment could not be opened")?);
        }
        if opened == content { Ok(()) } else { Err("the file holds other bytes".into()) }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // What is left lies in a folder of the run.
        let _ = fs::remove_file(&self.file);
    }
}
