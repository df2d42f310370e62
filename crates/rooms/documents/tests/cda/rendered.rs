//! A structured body as people read it: safe, whole, and nothing but what is written.

use documents::cda::{self, CdaFault, Limits};

use crate::{altered, corpus, fixtures};

/// Every tag that may come out.
const TAGS: [&str; 29] = [
    "section", "h2", "h3", "h4", "h5", "h6", "div", "p", "ul", "ol", "li", "table", "caption", "thead",
    "tbody", "tfoot", "tr", "th", "td", "br", "strong", "em", "u", "small", "sub", "sup", "th", "td", "del",
];

fn render(bytes: &[u8]) -> String {
    cda::render(bytes, &Limits::default()).unwrap()
}

/// Stops unless the page holds only known tags, each closed where it should be, and no attribute but spans of cells.
fn assert_safe(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("a tag is not closed: {piece}"));
        assert!(!text.contains('>') && !text.contains('"'), "text that is not escaped: {text}");
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let known = |name: &str| TAGS.contains(&name);
        for attribute in attributes.split_whitespace() {
            let span = attribute.strip_prefix("colspan=").or(attribute.strip_prefix("rowspan="));
            let number = span.and_then(|span| span.strip_prefix('"')?.strip_suffix('"')?.parse::<u16>().ok());
            assert!(number.is_some() && matches!(name, "td" | "th"), "attribute {attribute} of {name}");
        }
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "in {page}"),
            None => {
                assert!(known(name), "tag {name}");
                if name != "br" {
                    open.push(name);
                }
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[test]
fn a_laboratory_report_keeps_its_table_its_spans_and_its_sections() {
    let page = render(fixtures::bytes("cda/level3-biology.xml"));
    assert_safe(&page);
    for part in [
        "<h2>Biochimie</h2>",
        "<thead><tr><th>Examen</th><th colspan=\"2\">Résultat</th></tr>\n</thead>",
        "<tr><td>Potassium</td><td>4,1 mmol/L</td><td>3,5 - 5,1</td></tr>",
        "<td rowspan=\"2\">Glycémie</td>",
        "<td><strong>&lt; 1,10</strong></td>",
        "<h3>Commentaire</h3>",
        "<div>Valeurs &lt; seuil &amp; stables</div>",
    ] {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
    assert!(!page.contains("2951-2"), "codes are for programs");
}

/// The page of the letter with this narrative in its first section.
fn narrative(text: &str) -> String {
    let bytes = altered(
        "<component><structuredBody>",
        &format!(
            "<component><structuredBody><component><section><title>Essai</title><text>{text}</text></section></component>"
        ),
    );
    let page = render(&bytes);
    assert_safe(&page);
    page
}

#[test]
fn lists_styles_and_notes_come_out_as_they_are_meant() {
    let page = narrative(
        "<list listType=\"ordered\"><caption>Conduite</caption><item>un<br/>deux</item></list><list><item>\
         <content styleCode=\"xs Italics\">H<sub>2</sub>O</content></item></list><paragraph>a<content>b</content>\
         <footnote ID=\"n1\">note</footnote><footnoteRef IDREF=\"n1\"/></paragraph>",
    );
    for part in [
        "<ol><li><strong>Conduite</strong></li>\n<li>un<br>deux</li>\n</ol>",
        "<ul><li><em>H<sub>2</sub>O</em></li>\n</ul>",
        "<p>ab<small>note</small></p>",
    ] {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
}

#[test]
fn styles_written_as_one_word_and_styles_of_paragraphs_count_and_files_are_named_by_their_kind() {
    let page = narrative(
        "<paragraph styleCode=\"bold\">titre</paragraph><content styleCode=\"BoldItalics\">a</content>\
         <content styleCode=\"Italics Bold\">b</content><renderMultiMedia referencedObject=\"copy\"/>\
         <renderMultiMedia referencedObject=\"picture copy\"/><renderMultiMedia referencedObject=\"nowhere\"/></text>\
         <entry><observationMedia ID=\"copy\"><value mediaType=\"application/pdf\" representation=\"B64\">JVBERi0=</value>\
         </observationMedia></entry><entry><observationMedia ID=\"picture\"><value mediaType=\"image/png\" \
         representation=\"B64\">iVBORw==</value></observationMedia></entry><text>",
    );
    for part in [
        "<p><strong>titre</strong></p>",
        "<strong><em>a</em></strong><strong><em>b</em></strong>",
        "[PDF][image] [PDF][image]</div>",
    ] {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
}

#[test]
fn a_table_inside_a_paragraph_is_not_torn_out_of_it() {
    let page = narrative("<paragraph>Avant<table><tbody><tr><td>a</td></tr></tbody></table></paragraph>");
    assert!(page.contains("<div>Avant<table>"), "{page}");
}

#[test]
fn nothing_runs_and_nothing_refers_to_anything_outside() {
    let page = narrative(
        "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script>\
         <paragraph onclick=\"alert(1)\" style=\"background:url(//x)\">p</paragraph>\
         <linkHtml href=\"javascript:alert(1)\">lien</linkHtml>\
         <renderMultiMedia referencedObject=\"m1\"/>\
         <table border=\"1\" onload=\"x\"><tbody><tr><td colspan=\"2&quot; onclick=&quot;x\">c</td>\
         <td colspan=\"999999999\">d</td></tr></tbody></table>\
         &lt;img src=x onerror=alert(1)&gt; &quot;'&amp;",
    );
    for part in [
        "alert(1)",
        "<p>p</p>",
        "lien",
        "[image]",
        "<td>c</td>",
        "<td>d</td>",
        "&lt;img src=x onerror=alert(1)&gt;",
    ] {
        assert!(page.contains(part), "`{part}` is not in {page}");
    }
    for part in ["script", "onclick", "style", "href", "javascript", "referencedObject", "<img"] {
        assert!(!page.contains(part), "`{part}` is in {page}");
    }
}

#[test]
fn a_document_without_sections_has_no_page_and_a_hostile_one_is_refused_as_ever() {
    assert_eq!(render(fixtures::bytes("cda/level1-pdf.xml")), "");
    for name in ["hostile/billion-laughs.xml", "hostile/external-entity.xml", "hostile/truncated.xml"] {
        assert!(cda::render(fixtures::bytes(name), &Limits::default()).is_err(), "{name}");
    }
    let small = Limits { bytes: 8_000, ..Limits::default() };
    let much = altered(
        "<component><structuredBody>",
        &format!(
            "<component><structuredBody><component><section><text>{}</text></section></component>",
            "'".repeat(2_000)
        ),
    );
    assert!(much.len() < 8_000, "the document itself is small enough");
    assert!(matches!(cda::render(&much, &small), Err(CdaFault::TooLarge { .. })));
}

#[test]
fn every_structured_document_of_the_corpus_is_readable() {
    let mut read = 0;
    let Some(files) = corpus::files("cda-fr") else {
        println!("no corpus: CARNET_CORPUS names no folder");
        return;
    };
    for (name, bytes) in files {
        let Ok(document) = cda::read(&bytes, &Limits::default()) else { continue };
        let page = render(&bytes);
        assert_safe(&page);
        assert_eq!(page.is_empty(), document.body.level() == 1, "{name}");
        read += usize::from(!page.is_empty());
    }
    println!("{read} structured documents of the corpus were made readable");
}
