use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::Value;
use testkit::Vouched;

/// Somebody who speaks TLS by `curl`: a browser that keeps cookies, or a program that shows a certificate. It follows nothing
/// by itself.
pub struct Curl {
    folder: PathBuf,
    arguments: Vec<String>,
}

/// What `curl` was answered.
#[derive(Debug)]
pub struct Seen {
    /// Status.
    pub status: u16,
    /// Where it leads.
    pub location: Option<String>,
    /// The body as text.
    pub body: String,
}

impl Curl {
    /// Trusts this authority and no other, and keeps its files in a folder of its own below this one.
    ///
    /// # Panics
    /// When the folder cannot be made.
    pub fn trusting(authority: &str, below: &Path) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = below.join(format!("curl-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir(&folder).expect("a folder for curl");
        let mut this = Self { folder, arguments: Vec::new() };
        let (authority, jar) = (this.file("authority.pem", authority), this.file("cookies", ""));
        let fixed =
            ["-sS", "-i", "--http1.1", "--max-time", "60", "-b", &jar, "-c", &jar, "--cacert", &authority];
        this.arguments = fixed.map(str::to_owned).to_vec();
        this
    }

    /// The same, showing this certificate.
    #[must_use]
    pub fn showing(mut self, own: &Vouched) -> Self {
        let (certificate, key) = (self.file("own.pem", &own.certificate), self.file("own.key", &own.key));
        self.arguments.extend(["--cert".to_owned(), certificate, "--key".to_owned(), key]);
        self
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.join(name);
        fs::write(&path, text).expect("a file for curl");
        path.display().to_string()
    }

    /// `GET`, or `POST` of a form, with further headers.
    ///
    /// # Errors
    /// What `curl` says when there was no answer.
    pub fn try_send(
        &self,
        address: &str,
        form: Option<&[(&str, &str)]>,
        headers: &[String],
    ) -> Result<Seen, String> {
        let mut command = Command::new("curl");
        command.args(&self.arguments);
        for header in headers {
            command.args(["-H", header]);
        }
        if form.is_some() {
            command.args(["-X", "POST"]);
        }
        for (name, value) in form.unwrap_or_default() {
            command.args(["--data-urlencode", &format!("{name}={value}")]);
        }
        let output = command.arg(address).output().expect("curl starts");
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
        let location = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then(|| value.to_owned())
        });
        Ok(Seen { status, location, body: body.to_owned() })
    }

    /// `GET`.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn get(&self, address: &str) -> Seen {
        self.try_send(address, None, &[]).unwrap_or_else(|said| panic!("{address}: {said}"))
    }

    /// `POST` of a form.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn post(&self, address: &str, form: &[(&str, &str)]) -> Seen {
        self.try_send(address, Some(form), &[]).unwrap_or_else(|said| panic!("{address}: {said}"))
    }

    /// Opens an address and goes where it leads until it leads out to this one; gives where it leads.
    ///
    /// # Panics
    /// When it leads elsewhere or round and round.
    pub fn follow_out(&self, address: &str, out: &str) -> String {
        let origin = address.split('/').take(3).collect::<Vec<_>>().join("/");
        let mut at = address.to_owned();
        for _ in 0..10 {
            let seen = self.get(&at);
            let next = seen.location.clone().unwrap_or_else(|| panic!("{at} leads nowhere: {seen:?}"));
            if next.starts_with(out) {
                return next;
            }
            at = if next.starts_with('/') { format!("{origin}{next}") } else { next };
        }
        panic!("{address} leads round and round")
    }
}

impl Seen {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|fault| panic!("no JSON ({fault}): {self:?}"))
    }
}
