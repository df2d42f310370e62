use std::{fs, os::unix::fs::PermissionsExt};

use mail::{Carrier, Letter, Mailer, Settings};

use crate::{ORIGIN, message, written_at};

#[test]
fn a_folder_holds_each_mail_once_and_shows_it_to_its_owner_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("var/mail");
    let carrier = Carrier::Folder(folder.clone());
    let from = "carnet@localhost".parse().unwrap();
    let mailer = Mailer::open(Settings { from, origin: ORIGIN.to_owned(), carrier }).unwrap();
    mailer.probe().unwrap();
    let mail = message("camille@example.org", Letter::SomethingNew);
    mailer.send(&mail, written_at()).unwrap();
    mailer.send(&mail, written_at()).unwrap();
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].file_name().to_str().unwrap(), format!("{}.eml", mail.event));
    assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(fs::read_to_string(files[0].path()).unwrap().contains("To: camille@example.org\r\n"));
}
