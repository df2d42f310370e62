use crate::{Fault, values::Values};

/// Faults between settings that are each right alone.
pub(crate) fn check(values: &Values) -> Vec<Fault> {
    [tls(values), addresses(values), bodies(values), tokens(values), checkpoints(values)]
        .into_iter()
        .flatten()
        .chain(clients(values))
        .chain(store(values))
        .chain(mail(values))
        .collect()
}

fn tls(values: &Values) -> Option<Fault> {
    let (certificate, key) = ("server.tls_certificate", "server.tls_key");
    let (given, missing) = match (values.optional_path(certificate), values.optional_path(key)) {
        (Some(_), None) => (certificate, key),
        (None, Some(_)) => (key, certificate),
        _ => return None,
    };
    Some(Fault::new(
        missing,
        values.place(given),
        format!("none beside `{given}`"),
        "both of them, or neither",
    ))
}

/// The certificate of a client comes within TLS or from a proxy, never from both; each needs what it stands on.
fn clients(values: &Values) -> Vec<Fault> {
    let (authorities, header) = ("server.client_authorities", "server.client_certificate_header");
    let given = |key: &str| values.optional_path(key).is_some();
    let by_header = values.flag(header).unwrap_or(false);
    let mut faults = Vec::new();
    let mut missing = |key: &str, beside: &str, expected: &str| {
        faults.push(Fault::new(key, values.place(beside), format!("none beside `{beside}`"), expected));
    };
    if given(authorities) && !given("server.tls_certificate") {
        missing("server.tls_certificate", authorities, "TLS of the server's own, or no authorities");
    }
    if given("server.client_revocations") && !given(authorities) {
        missing(authorities, "server.client_revocations", "the authorities whose lists these are");
    }
    if by_header && values.number::<usize>("server.proxies").is_ok_and(|proxies| proxies == 0) {
        missing("server.proxies", header, "the number of your proxies, one at least");
    }
    if by_header && given(authorities) {
        let found = format!("`true` beside `{authorities}`");
        faults.push(Fault::new(
            header,
            values.place(header),
            found,
            "one of them: TLS ends here or at a proxy",
        ));
    }
    faults
}

fn addresses(values: &Values) -> Option<Fault> {
    let (server, operator) = (values.address("server.listen").ok()?, values.address("operator.listen").ok()?);
    // Port 0 asks the system for a free one, which is another one each time.
    (server == operator && server.port() != 0).then(|| {
        let expected = "another address or port than `server.listen`: health and metrics are not public";
        Fault::new("operator.listen", values.place("operator.listen"), format!("`{operator}`"), expected)
    })
}

fn bodies(values: &Values) -> Option<Fault> {
    let (citizen, professional) = ("server.body_limit_citizen", "server.body_limit_professional");
    let (least, most) = (values.number::<u64>(citizen).ok()?, values.number::<u64>(professional).ok()?);
    (least > most).then(|| {
        let expected = format!("at least `{citizen}`, which is {least}");
        Fault::new(professional, values.place(professional), format!("`{most}`"), expected)
    })
}

fn tokens(values: &Values) -> Option<Fault> {
    let (access, session) = ("tokens.access_minutes", "tokens.session_hours");
    let (minutes, hours) = (values.number::<u64>(access).ok()?, values.number::<u64>(session).ok()?);
    (minutes > hours * 60).then(|| {
        let expected = format!("at most the life of a session, `{session}`, which is {} minutes", hours * 60);
        Fault::new(access, values.place(access), format!("`{minutes}`"), expected)
    })
}

/// The store is named whole or not at all.
fn store(values: &Values) -> Vec<Fault> {
    let endpoint = "blobs.s3_endpoint";
    let needed = ["blobs.s3_bucket", "blobs.s3_access_key_file", "blobs.s3_secret_key_file"];
    let given = |key: &&str| values.text(key).is_ok() || values.path(key).is_ok();
    let fault = |missing: &str, beside: &str| {
        let found = format!("none beside `{beside}`");
        Fault::new(missing, values.place(beside), found, "all that name the store, or none of them")
    };
    if given(&endpoint) {
        return needed.iter().filter(|key| !given(key)).map(|key| fault(key, endpoint)).collect();
    }
    needed.iter().find(|key| given(key)).map(|key| fault(endpoint, key)).into_iter().collect()
}

/// The mail server is named whole, beside no folder, or not at all.
fn mail(values: &Values) -> Vec<Fault> {
    let (host, from, folder) = ("mail.host", "mail.from", "mail.folder");
    let (user, password) = ("mail.user", "mail.password_file");
    let given = |key: &str| values.text(key).is_ok() || values.path(key).is_ok();
    let mut faults = Vec::new();
    let mut missing = |key: &str, beside: &str, expected: &str| {
        faults.push(Fault::new(key, values.place(beside), format!("none beside `{beside}`"), expected));
    };
    if given(host) && !given(from) {
        missing(from, host, "the address that mails come from");
    }
    if !given(host)
        && let Some(beside) = [user, password, "mail.authorities_file"].into_iter().find(|key| given(key))
    {
        missing(host, beside, "the server that it is for");
    }
    for (one, other) in [(user, password), (password, user)] {
        if given(one) && !given(other) {
            missing(other, one, "both of them, or neither");
        }
    }
    if given(host) && given(folder) {
        let found = format!("a folder beside `{host}`");
        faults.push(Fault::new(folder, values.place(folder), found, "a server or a folder, not both"));
    }
    faults
}

fn checkpoints(values: &Values) -> Option<Fault> {
    let (copy, data) = ("journal.copy_folder", "database.folder");
    let (outside, inside) = (values.path(copy).ok()?, values.path(data).ok()?);
    outside.starts_with(&inside).then(|| {
        let found = format!("`{}`", outside.display());
        Fault::new(copy, values.place(copy), found, format!("a folder that is not inside `{data}`"))
    })
}
