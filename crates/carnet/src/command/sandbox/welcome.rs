use std::net::SocketAddr;

use config::MailCarrier;
use flows::House;
use sandbox::{PracticeSoftware, people};

use crate::say;

/// Says where it is, who can log in, and commands that work when pasted.
pub(super) fn say(house: &House, address: SocketAddr, software: &PracticeSoftware) {
    let settings = &house.settings;
    let at = &settings.server.public_origin;
    // Where the origin is another machine's or TLS ends in front, this machine's own address always answers.
    let here = match at.starts_with("http://localhost:") {
        true => at.clone(),
        false => format!("http://{address}"),
    };
    let space = people::space();
    say::line(format_args!("Carnet is at {here}  (its API: {here}/api/v1/docs)"));
    say::line("Nobody here exists. Who can log in:\n");
    for persona in people::all() {
        say::line(format_args!("  {:<17} {}, {}", persona.id, persona.name, persona.role.en));
    }
    say::line(format_args!(
        "\nTry it:\n\n\
         TOKEN=$(curl -s {here}/sandbox/token -H 'Content-Type: application/json' -d '{{\"persona\":\"citizen\"}}' | \
         sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n\
         curl -s {here}/api/v1/me -H \"Authorization: Bearer $TOKEN\"; echo\n\
         curl -s {here}/api/v1/spaces/{space}/documents -H \"Authorization: Bearer $TOKEN\"; echo\n\
         echo 'A note of mine' | curl -s {here}/api/v1/spaces/{space}/documents -H \"Authorization: Bearer $TOKEN\" \
         -F 'metadata={{\"title\":\"A note\"}};type=application/json' \
         -F 'file=@-;type=text/plain;filename=note.txt'; echo\n"
    ));
    say::line(
        "What asks for a second factor (a carer, an export, an erasure) takes a token that is asked for so: \
         {\"persona\":\"citizen\",\"second_factor\":true}.",
    );
    if let Some(MailCarrier::Folder(folder)) = settings.mail.as_ref().map(|mail| &mail.carrier) {
        say::line(format_args!("Mails are files in `{}`; nothing is sent.", folder.display()));
    }
    let (client, key) = (software.id, software.key_file.display());
    say::line(format_args!(
        "As practice software, for the doctor who logged in at the provider:\n\n\
         THEIRS=$(curl -s {here}/sandbox/provider-token -H 'Content-Type: application/json' -d '{{\"persona\":\"doctor\"}}' | \
         sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n\
         curl -s {here}/oauth/token -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
         -d subject_token_type=urn:ietf:params:oauth:token-type:access_token -d subject_token=$THEIRS \
         -d situation=990000010 \
         -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
         -d client_assertion=$(carnet software assertion {client} --key {key} --audience {at}); echo\n"
    ));
    say::line("Ctrl-C stops it; what is stored stays.");
}
