//! The certified `oidc-provider` of npm, in the shape of Pro Santé Connect (`psc`) or of FranceConnect (`fc`).

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// The provider, as a child process that ends with the value.
pub struct CertifiedProvider {
    child: Child,
    issuer: String,
}

impl CertifiedProvider {
    /// The client that it knows.
    pub const CLIENT: &'static str = "carnet";

    /// Starts one that leads browsers back to this address and knows its client by this secret; `options` are those of
    /// `tests/oidc-provider/provider.mjs`.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(shape: &str, redirect_uri: &str, secret: &str, options: &Value) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../oidc-provider");
        assert!(folder.join("node_modules").is_dir(), "`make setup` installs tests/oidc-provider");
        let started = Command::new("node")
            .args(["--no-warnings", "provider.mjs", shape, redirect_uri, secret, &options.to_string()])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = started.unwrap_or_else(|fault| panic!("node does not start: {fault}"));
        let Some(said) = child.stdout.take() else { panic!("it has no output") };
        let (ready, waits) = mpsc::channel();
        // It says things until it ends, and ends when nobody takes them.
        thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                if let Some(issuer) = line.strip_prefix("READY ") {
                    let _ = ready.send(issuer.to_owned());
                }
            }
        });
        let issuer = waits.recv_timeout(PATIENCE).unwrap_or_else(|fault| {
            let _ = child.kill();
            let mut text = String::new();
            if let Some(mut said) = child.stderr.take() {
                let _ = said.read_to_string(&mut text);
            }
            panic!("the provider does not start ({fault}): {text}")
        });
        Self { child, issuer }
    }

    /// Its issuer, which is also where it is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

impl Drop for CertifiedProvider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
