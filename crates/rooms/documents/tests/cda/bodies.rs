//! Bodies and the files in them.

use documents::{
    cda::{self, Body, CdaFault, Limits, Representation},
    content::Kind,
};

use crate::{altered, fixtures, read};

#[test]
fn a_level_1_body_gives_its_pdf_back_byte_for_byte() {
    let document = read("level1-pdf");
    assert_eq!(document.body.level(), 1);
    let [attachment] = document.body.attachments() else { panic!("one file") };
    assert_eq!(attachment.path, "ClinicalDocument/component/nonXMLBody/text");
    assert_eq!(attachment.representation, Representation::Base64);
    let file = attachment.embedded().unwrap();
    assert_eq!(file.kind, Some(Kind::Pdf));
    assert!(file.is_as_declared());
    assert_eq!(file.bytes.reveal(), fixtures::bytes("files/letter.pdf"));
}

#[test]
fn structured_bodies_tell_their_sections_and_whether_they_are_coded() {
    assert!(matches!(read("level3-biology").body, Body::Structured { sections: 2, coded: true, .. }));
    assert_eq!(read("level3-biology").body.level(), 3);
    assert_eq!(read("level3-letter").body.level(), 2);
    assert!(read("level3-letter").body.attachments().is_empty());
}

#[test]
fn a_png_called_jpeg_is_seen() {
    let document = read("png-called-jpeg");
    let [png, jpeg] = document.body.attachments() else { panic!("two images") };
    assert!(png.path.ends_with("section/entry[1]/observationMedia/value"), "{}", png.path);
    let (png, jpeg) = (png.embedded().unwrap(), jpeg.embedded().unwrap());
    assert_eq!((png.declared.as_deref(), png.kind), (Some("image/jpeg"), Some(Kind::Png)));
    assert!(!png.is_as_declared());
    assert_eq!(png.bytes.reveal(), fixtures::bytes("files/square.png"));
    assert!(jpeg.is_as_declared());
    assert_eq!(jpeg.bytes.reveal(), fixtures::bytes("files/square.jpg"));
}

fn with_body(body: &str) -> Result<cda::ClinicalDocument, CdaFault> {
    let bytes = altered("<component><structuredBody>", &format!("<component>{body}</component><!--"));
    let text = String::from_utf8(bytes).unwrap().replace("</ClinicalDocument>", "--></ClinicalDocument>");
    cda::read(text.as_bytes(), &Limits::default())
}

#[test]
fn a_level_1_body_may_be_plain_text() {
    let document = with_body("<nonXMLBody><text>Vu ce jour.\nRevoir.</text></nonXMLBody>").unwrap();
    let file = document.body.attachments()[0].embedded().unwrap();
    assert_eq!(
        (file.kind, file.bytes.reveal().as_slice()),
        (Some(Kind::Text), b"Vu ce jour.\nRevoir.".as_slice())
    );
}

#[test]
fn a_body_that_is_not_there_or_cannot_be_decoded_is_told() {
    let path = "ClinicalDocument/component/nonXMLBody/text";
    let elsewhere = cda::read(fixtures::bytes("hostile/body-elsewhere.xml"), &Limits::default());
    assert!(matches!(elsewhere, Err(CdaFault::Missing { path: found, .. }) if found == path));
    for body in [
        "<nonXMLBody><text representation=\"B64\">not*base64</text></nonXMLBody>",
        "<nonXMLBody><text representation=\"B64\" compression=\"DF\">AAAA</text></nonXMLBody>",
    ] {
        let document = with_body(body).unwrap();
        let fault = document.body.attachments()[0].embedded().unwrap_err();
        assert_eq!(fault.path(), Some(path));
    }
    assert!(matches!(with_body(""), Err(CdaFault::Missing { path, .. })
        if path == "ClinicalDocument/component/nonXMLBody"));
    assert!(with_body("<nonXMLBody><text>a</text></nonXMLBody><structuredBody/>").is_err());
}

#[test]
fn a_very_large_table_is_read() {
    let rows = "<tr><td>Sodium</td><td>140</td><td>mmol/L</td></tr>".repeat(40_000);
    let list = "<list listType=\"ordered\">";
    let bytes = altered(list, &format!("<table><tbody>{rows}</tbody></table>{list}"));
    assert!(bytes.len() > 2_000_000);
    let document = cda::read(&bytes, &Limits::default()).unwrap();
    assert!(matches!(document.body, Body::Structured { sections: 1, .. }));
}
