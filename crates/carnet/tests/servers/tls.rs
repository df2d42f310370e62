//! With a certificate the public port speaks TLS and nothing else.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use testkit::TestDatabase;

use crate::{place::production, program::get};

#[test]
fn the_public_port_speaks_tls_when_it_has_a_certificate() {
    let database = TestDatabase::new();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let story = production("tls", &database)
        .set("CARNET_SERVER__TLS_CERTIFICATE", "tls.crt")
        .set("CARNET_SERVER__TLS_KEY", "tls.key");
    let (certificate, key) = (story.folder.join("tls.crt"), story.folder.join("tls.key"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = story.run(&["serve"]);
    assert!(refused.err.contains("`server.tls_key`"), "{}", refused.err);

    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let mut server = story.start("serve");
    let address = server.address("the public port is open");
    let answer = Command::new("curl")
        .args(["-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert"])
        .arg(&certificate)
        .arg(format!("https://localhost:{}/api/v1/openapi.json", address.port()))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&answer.stdout), "200");
    assert_ne!(get(&format!("http://{address}/api/v1/openapi.json"), None).0, 200);
}
