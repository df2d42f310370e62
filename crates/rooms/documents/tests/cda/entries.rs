//! Coded entries: each kind as it is written, and above all what is never told as done.

use documents::cda::{
    Limits,
    entries::{Amount, Entries, MedicineUse, Quantity, ResultKind, Standing, Value, entries},
};

use crate::{fixtures, shown};

const LAB: &str = "<templateId root=\"1.3.6.1.4.1.19376.1.3.1.6\"/>";
const GIVEN: &str = "<templateId root=\"1.2.250.1.213.1.1.3.45\"/>";
const VACCINE: &str = "<consumable><manufacturedProduct><manufacturedMaterial><code code=\"60000001\" \
     codeSystem=\"1.2.250.1.213.2.3.1\"><translation code=\"J07AM01\" codeSystem=\"2.16.840.1.113883.6.73\"/></code>\
     <name>VACCIN FICTIF</name><lotNumberText>L 42</lotNumberText></manufacturedMaterial></manufacturedProduct></consumable>";
const MEDICINE: &str = "<consumable><manufacturedProduct><manufacturedMaterial><code code=\"60000002\" \
     codeSystem=\"1.2.250.1.213.2.3.1\" displayName=\"FICTIMOL 500 mg\"/></manufacturedMaterial></manufacturedProduct></consumable>";

/// The letter with one more section that holds these entries.
fn letter(inside: &str) -> Vec<u8> {
    let text = std::str::from_utf8(fixtures::bytes("cda/level3-biology.xml")).unwrap();
    let section = format!("<component><section>{inside}</section></component></structuredBody>");
    assert!(text.contains("</structuredBody>") && text.contains("xmlns:xsi"), "the fixture has changed");
    text.replacen("</structuredBody>", &section, 1).into_bytes()
}

fn read(inside: &str) -> Entries {
    entries(&letter(inside), &Limits::default()).unwrap()
}

fn observation(attributes: &str, inside: &str) -> String {
    format!(
        "<entry><observation classCode=\"OBS\" moodCode=\"EVN\" {attributes}>{LAB}{inside}</observation></entry>"
    )
}

fn administration(attributes: &str, inside: &str) -> String {
    format!(
        "<entry><substanceAdministration classCode=\"SBADM\" {attributes}>{inside}</substanceAdministration></entry>"
    )
}

fn said(quantity: &Quantity) -> (&str, Option<&str>) {
    (quantity.value.as_str(), quantity.unit.as_deref())
}

fn exact(amount: &Option<Amount>) -> (&str, Option<&str>) {
    let amount = amount.as_ref().unwrap();
    assert!(amount.low == amount.high);
    said(amount.low.as_ref().unwrap())
}

#[test]
fn a_result_has_its_value_as_exactly_as_written_its_range_and_its_time() {
    let found = read(&observation(
        "",
        "<code code=\"3016-3\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"TSH\"/><statusCode code=\"completed\"/>\
         <effectiveTime value=\"20240402145521+0200\"/><value xsi:type=\"PQ\" value=\"1.950\" unit=\"m[IU]/L\"/>\
         <interpretationCode code=\"N\"/><interpretationCode code=\"D\"/><referenceRange><observationRange>\
         <value xsi:type=\"IVL_PQ\"><low value=\"0.270\" unit=\"m[IU]/L\"/><high value=\"4.200\" unit=\"m[IU]/L\"/></value>\
         </observationRange></referenceRange>",
    ));
    let [result] = found.results.as_slice() else { panic!("{found:?}") };
    assert_eq!((result.kind, result.standing), (ResultKind::Laboratory, Standing::Recorded));
    assert_eq!(result.code.as_ref().unwrap().code, "3016-3");
    assert_eq!(shown(&result.name), Some("TSH"));
    let Some(Value::Quantity(value)) = &result.value else { panic!("a quantity") };
    assert_eq!(said(value), ("1.950", Some("m[IU]/L")));
    assert_eq!(result.interpretation.iter().map(|code| code.code.as_str()).collect::<Vec<_>>(), ["N", "D"]);
    let range = result.reference.as_ref().unwrap().amount.as_ref().unwrap();
    assert_eq!(said(range.low.as_ref().unwrap()).0, "0.270");
    assert_eq!(said(range.high.as_ref().unwrap()).0, "4.200");
    assert_eq!(result.at.unwrap().as_written(), "2024-04-02T12:55:21Z");
    assert!(format!("{found:?}").starts_with("Entries { results: 1,"), "no value in it");
}

#[test]
fn every_kind_of_value_is_read_by_its_type() {
    let value = |xml: &str| {
        let mut found = read(&observation("", &format!("<code code=\"c\"/>{xml}")));
        assert_eq!((found.results.len(), found.skipped), (1, 0), "{xml}");
        found.results.remove(0).value
    };
    assert!(
        matches!(value("<value xsi:type=\"REAL\" value=\"2.0\"/>"), Some(Value::Quantity(q)) if said(&q) == ("2.0", None))
    );
    assert!(
        matches!(value("<value xsi:type=\"INT\" value=\"-3\"/>"), Some(Value::Quantity(q)) if said(&q) == ("-3", None))
    );
    assert!(matches!(value("<value xsi:type=\"BL\" value=\"false\"/>"), Some(Value::Truth(false))));
    assert!(
        matches!(value("<value xsi:type=\"ST\"> un  texte </value>"), Some(Value::Text(text)) if text.reveal() == "un texte")
    );
    assert!(
        matches!(value("<value xsi:type=\"TS\" value=\"202401\"/>"), Some(Value::Moment(at)) if at.as_written() == "2024-01")
    );
    assert!(matches!(
        value("<value xsi:type=\"CD\" code=\"260385009\" displayName=\"négatif\"/>"),
        Some(Value::Coded { code, name }) if code.code == "260385009" && shown(&name) == Some("négatif")
    ));
    assert!(matches!(
        value("<value xsi:type=\"IVL_PQ\"><high value=\"0.1\" unit=\"ug/mL\"/></value>"),
        Some(Value::Interval(Amount { low: None, high: Some(high), below: false, .. })) if said(&high) == ("0.1", Some("ug/mL"))
    ));
    assert!(matches!(
        value("<value xsi:type=\"RTO\"><numerator value=\"1\"/><denominator value=\"128\"/></value>"),
        Some(Value::Ratio { denominator, .. }) if said(&denominator) == ("128", None)
    ));
    assert!(value("<value xsi:type=\"PQ\" nullFlavor=\"UNK\"/>").is_none(), "absent");
    assert!(
        value("<value xsi:type=\"ED\" representation=\"B64\" mediaType=\"application/pdf\">JVBERi0=</value>")
            .is_none()
    );
    assert!(value("").is_none());
}

#[test]
fn an_end_of_an_interval_that_is_excluded_is_told_as_excluded() {
    let ends = |xml: &str| {
        let found =
            read(&observation("", &format!("<code code=\"c\"/><value xsi:type=\"IVL_PQ\">{xml}</value>")));
        assert_eq!((found.results.len(), found.skipped), (1, 0), "{xml}");
        let Some(Value::Interval(amount)) = &found.results[0].value else { panic!("an interval: {xml}") };
        (amount.above, amount.below)
    };
    assert_eq!(
        ends("<low value=\"1\"/><high value=\"5\" inclusive=\"false\"/>"),
        (false, true),
        "less than 5"
    );
    assert_eq!(ends("<low value=\"1\" inclusive=\"false\"/>"), (true, false), "more than 1");
    assert_eq!(ends("<low value=\"1\" inclusive=\"true\"/><high value=\"5\"/>"), (false, false));
    let odd = "<code code=\"c\"/><value xsi:type=\"IVL_PQ\"><low value=\"1\" inclusive=\"no\"/></value>";
    assert_eq!(read(&observation("", odd)).skipped, 1);
}

#[test]
fn an_interval_without_an_end_that_can_be_told_is_left_out_and_counted() {
    let value = |kind: &str, inside: &str| {
        let xml = format!("<code code=\"c\"/><value xsi:type=\"{kind}\">{inside}</value>");
        let found = read(&observation("", &xml));
        (found.results.len(), found.skipped)
    };
    assert_eq!(value("IVL_PQ", "<width value=\"3\" unit=\"mm\"/>"), (0, 1));
    assert_eq!(value("IVL_PQ", "<center value=\"3\" unit=\"mm\"/>"), (0, 1));
    assert_eq!(value("IVL_PQ", "<low value=\"3\" unit=\"mm\"/><width value=\"1\" unit=\"mm\"/>"), (1, 0));
    assert_eq!(value("IVL_PQ", "<center nullFlavor=\"UNK\"/>"), (1, 0), "it says nothing");
    assert_eq!(value("IVL_TS", "<width value=\"3\" unit=\"d\"/>"), (0, 1));
    assert_eq!(value("IVL_TS", "<high value=\"20240101\"/>"), (0, 1));
    assert_eq!(value("IVL_TS", "<low value=\"20240101\"/><width value=\"3\" unit=\"d\"/>"), (1, 0));
}

#[test]
fn what_is_refused_called_off_or_only_planned_is_never_told_as_given() {
    let standing = |xml: &str| {
        let found = read(xml);
        assert_eq!((found.vaccines.len(), found.medicines.len(), found.skipped), (1, 0, 0), "{xml}");
        found.vaccines[0].standing
    };
    let given =
        |attributes: &str, status: &str| administration(attributes, &format!("{GIVEN}{status}{VACCINE}"));
    let status = |code: &str| format!("<statusCode code=\"{code}\"/>");
    assert_eq!(standing(&given("moodCode=\"EVN\"", &status("completed"))), Standing::Recorded);
    assert_eq!(standing(&given("moodCode=\"EVN\" negationInd=\"false\"", "")), Standing::Recorded);
    for negated in ["true", "1"] {
        let attributes = format!("moodCode=\"EVN\" negationInd=\"{negated}\"");
        assert_eq!(standing(&given(&attributes, &status("completed"))), Standing::Denied);
    }
    assert_eq!(standing(&given("moodCode=\"EVN\"", &status("cancelled"))), Standing::Cancelled);
    assert_eq!(standing(&given("moodCode=\"EVN\"", &status("nullified"))), Standing::Cancelled);
    assert_eq!(standing(&given("moodCode=\"EVN\"", &status("aborted"))), Standing::Stopped);
    assert_eq!(standing(&given("moodCode=\"INT\"", &status("completed"))), Standing::Intended);
    assert_eq!(standing(&given("moodCode=\"INT\"", &status("cancelled"))), Standing::Cancelled);
    let inside = |attributes: &str, status: &str| {
        let entry = given("moodCode=\"EVN\"", "");
        let entry =
            entry.replace("<entry>", "<entryRelationship>").replace("</entry>", "</entryRelationship>");
        format!("<entry><act moodCode=\"EVN\" {attributes}>{status}{entry}</act></entry>")
    };
    assert_eq!(standing(&inside("", &status("completed"))), Standing::Recorded);
    assert_eq!(standing(&inside("negationInd=\"true\"", "")), Standing::Denied, "with what is around it");
    assert_eq!(standing(&inside("", &status("cancelled"))), Standing::Cancelled);
}

#[test]
fn what_cannot_be_read_is_left_out_and_counted_and_what_has_no_value_is_nothing() {
    let left_out = |xml: &str| {
        let found = read(xml);
        assert_eq!((found.vaccines.len(), found.medicines.len(), found.results.len()), (0, 0, 0), "{xml}");
        found.skipped
    };
    let vaccine =
        |attributes: &str, inside: &str| administration(attributes, &format!("{GIVEN}{inside}{VACCINE}"));
    assert_eq!(left_out(&vaccine("moodCode=\"EVN\" negationInd=\"perhaps\"", "")), 1);
    assert_eq!(left_out(&vaccine("moodCode=\"EVN\"", "<statusCode code=\"done\"/>")), 1);
    assert_eq!(left_out(&vaccine("moodCode=\"EVN\"", "<effectiveTime value=\"yesterday\"/>")), 1);
    assert_eq!(
        left_out(&vaccine(
            "moodCode=\"EVN\"",
            "<statusCode code=\"completed\"/><statusCode code=\"cancelled\"/>"
        )),
        1
    );
    assert_eq!(left_out(&administration("moodCode=\"EVN\"", GIVEN)), 1, "nothing says which vaccine");
    for number in ["NaN", "1,5", "", "0x10", "1e9999", "12345678901234567890123456789012345", "--1", "1."] {
        let value = format!("<code code=\"c\"/><value xsi:type=\"PQ\" value=\"{number}\" unit=\"g\"/>");
        let found = read(&observation("", &value));
        let empty = number.is_empty();
        assert_eq!(
            (found.results.len(), found.skipped),
            (usize::from(empty), usize::from(!empty)),
            "{number}"
        );
    }
    let dose = |number: &str| {
        let rank = format!(
            "<entryRelationship typeCode=\"SUBJ\"><observation><code code=\"30973-2\"/>\
             <value xsi:type=\"INT\" value=\"{number}\"/></observation></entryRelationship>"
        );
        read(&administration("moodCode=\"EVN\"", &format!("{GIVEN}{VACCINE}{rank}")))
    };
    assert_eq!(dose("3").vaccines[0].dose_number, Some(3));
    for number in ["0", "100", "-1", "two"] {
        assert_eq!(dose(number).skipped, 1, "{number}");
    }
    // What says itself that it is not there is not there.
    assert_eq!(left_out(&vaccine("moodCode=\"EVN\" nullFlavor=\"NI\"", "")), 0);
    assert_eq!(left_out(&vaccine("moodCode=\"GOL\"", "")), 0);
    assert_eq!(left_out(&observation("nullFlavor=\"UNK\"", "<code code=\"c\"/>")), 0);
    assert_eq!(left_out("<text><table><tr><td>moodCode</td></tr></table></text>"), 0);
}

#[test]
fn a_vaccine_has_its_codes_its_lot_its_date_and_who_gave_it() {
    let found = read(&administration(
        "moodCode=\"EVN\"",
        &format!(
            "{GIVEN}<code code=\"BOOSTER\"/><effectiveTime value=\"1975\"/><routeCode code=\"20035000\"/>\
             <approachSiteCode code=\"368209003\"/><doseQuantity value=\"0.5\" unit=\"mL\"/>{VACCINE}<performer>\
             <assignedEntity><assignedPerson><name><given>Iris</given><family>FICTIVE</family></name></assignedPerson>\
             <representedOrganization><name>Centre des Tilleuls</name></representedOrganization></assignedEntity></performer>"
        ),
    ));
    let vaccine = &found.vaccines[0];
    let product = &vaccine.product;
    assert_eq!((product.cis(), product.atc(), product.cip()), (Some("60000001"), Some("J07AM01"), None));
    assert_eq!((shown(&product.name), shown(&product.lot)), (Some("VACCIN FICTIF"), Some("L 42")));
    assert_eq!(vaccine.at.unwrap().as_written(), "1975");
    assert_eq!(vaccine.act.as_ref().unwrap().code, "BOOSTER");
    assert_eq!(exact(&vaccine.dose), ("0.5", Some("mL")));
    let performer = vaccine.performer.as_ref().unwrap();
    assert_eq!(shown(&performer.name), Some("Iris FICTIVE"));
    assert_eq!(shown(&performer.organisation), Some("Centre des Tilleuls"));
}

#[test]
fn a_vaccine_without_its_template_is_known_by_its_class_and_is_no_medicine() {
    let found = read(&administration("moodCode=\"EVN\" negationInd=\"true\"", VACCINE));
    assert_eq!((found.vaccines.len(), found.medicines.len()), (1, 0));
    assert_eq!(found.vaccines[0].standing, Standing::Denied);
    // Wherever a product has its class, and under whatever element it stands.
    let class = "<asSpecializedKind><generalizedMedicineClass><code code=\"J07BB02\" \
                 codeSystem=\"2.16.840.1.113883.6.73\"/></generalizedMedicineClass></asSpecializedKind>";
    let of_class = VACCINE.replace("</manufacturedMaterial>", &format!("{class}</manufacturedMaterial>"));
    let of_class =
        of_class.replace("<translation code=\"J07AM01\" codeSystem=\"2.16.840.1.113883.6.73\"/>", "");
    assert!(of_class.contains("J07BB02") && !of_class.contains("J07AM01"), "the fixture has changed");
    let drug = VACCINE.replace("manufacturedMaterial", "manufacturedLabeledDrug");
    for product in [of_class, drug] {
        let found = read(&administration("moodCode=\"EVN\"", &product));
        assert_eq!((found.vaccines.len(), found.medicines.len(), found.skipped), (1, 0, 0), "{product}");
    }
}

#[test]
fn a_medicine_has_its_steps_its_route_and_what_it_is_used_for() {
    let step = |number: u8, period: u8| {
        format!(
            "<entryRelationship typeCode=\"COMP\"><substanceAdministration moodCode=\"INT\"><effectiveTime \
             xsi:type=\"SXPR_TS\"><comp xsi:type=\"IVL_TS\"><low value=\"2023120{number}\"/></comp><comp \
             xsi:type=\"PIVL_TS\"><period value=\"{period}\" unit=\"h\"/></comp></effectiveTime><doseQuantity><low \
             value=\"1\" unit=\"{{tablet}}\"/><high value=\"2\" unit=\"{{tablet}}\"/></doseQuantity></substanceAdministration>\
             </entryRelationship>"
        )
    };
    let found = read(&administration(
        "moodCode=\"INT\"",
        &format!(
            "<statusCode code=\"completed\"/><effectiveTime xsi:type=\"IVL_TS\"><low value=\"20231201\"/><high \
             value=\"20231206\"/></effectiveTime><routeCode code=\"20053000\" displayName=\"Voie orale\"/>{MEDICINE}{}{}",
            step(1, 8),
            step(3, 12)
        ),
    ));
    let [medicine] = found.medicines.as_slice() else { panic!("{found:?}") };
    assert_eq!((medicine.used, medicine.standing), (MedicineUse::Prescribed, Standing::Recorded));
    assert_eq!(shown(&medicine.product.name), Some("FICTIMOL 500 mg"));
    let [whole, first, second] = medicine.dosages.as_slice() else { panic!("three steps") };
    assert_eq!(whole.schedule.start.unwrap().as_written(), "2023-12-01");
    assert_eq!(whole.schedule.stop.unwrap().as_written(), "2023-12-06");
    assert_eq!(whole.route.as_ref().unwrap().code, "20053000");
    let every = |dosage: &documents::cda::entries::Dosage| {
        let frequency = dosage.schedule.frequency.as_ref().unwrap();
        said(frequency.every.as_ref().unwrap()).0.to_owned()
    };
    assert_eq!((every(first), every(second)), ("8".to_owned(), "12".to_owned()));
    assert_eq!(said(first.dose.as_ref().unwrap().high.as_ref().unwrap()), ("2", Some("{tablet}")));
    assert_eq!(second.schedule.start.unwrap().as_written(), "2023-12-03");

    let denied = read(&administration("moodCode=\"EVN\" negationInd=\"true\"", MEDICINE));
    assert_eq!(
        (denied.medicines[0].used, denied.medicines[0].standing),
        (MedicineUse::Taken, Standing::Denied)
    );
    let handed = format!(
        "<entry><supply classCode=\"SPLY\" moodCode=\"EVN\"><templateId root=\"1.2.250.1.213.1.1.3.204\"/>\
         <quantity value=\"2\"/>{}</supply></entry>",
        MEDICINE.replace("consumable", "product")
    );
    let handed = read(&handed);
    assert_eq!(handed.medicines[0].used, MedicineUse::Dispensed);
    assert_eq!(said(handed.medicines[0].quantity.as_ref().unwrap()), ("2", None));
    assert!(read(&handed_device()).medicines.is_empty(), "a device is no medicine");
}

fn handed_device() -> String {
    "<entry><supply classCode=\"SPLY\" moodCode=\"EVN\"><templateId root=\"1.2.250.1.213.1.1.3.20\"/></supply></entry>"
        .to_owned()
}

#[test]
fn words_are_taken_from_the_narrative_of_the_same_document_and_from_nowhere_else() {
    let product = |reference: &str| {
        format!(
            "<text><content ID=\"drug\">FICTIMOL<br/>500 mg</content></text>{}",
            administration(
                "moodCode=\"EVN\"",
                &format!(
                    "<consumable><manufacturedProduct><manufacturedMaterial><code nullFlavor=\"NA\"><originalText>\
                     <reference value=\"{reference}\"/></originalText></code></manufacturedMaterial></manufacturedProduct>\
                     </consumable>"
                )
            )
        )
    };
    let found = read(&product("#drug"));
    assert_eq!(shown(&found.medicines[0].product.name), Some("FICTIMOL 500 mg"));
    for elsewhere in ["#other", "http://192.0.2.1/drug", "file:///etc/passwd", "other.xml#drug"] {
        let found = read(&product(elsewhere));
        assert_eq!((found.medicines.len(), found.skipped), (0, 1), "{elsewhere}");
    }
    let long = format!("<text><content ID=\"drug\">{}</content></text>", "mot ".repeat(2_000));
    let found = read(
        &product("#drug").replace("<text><content ID=\"drug\">FICTIMOL<br/>500 mg</content></text>", &long),
    );
    assert_eq!(shown(&found.medicines[0].product.name).unwrap().chars().count(), 1_000, "cut");
}

#[test]
fn entries_have_an_end() {
    let one = observation("", "<code code=\"c\"/>");
    let limits = Limits { entries: 10, ..Limits::default() };
    let found = entries(&letter(&one.repeat(9)), &limits).unwrap();
    assert_eq!((found.results.len(), found.cut), (9, false));
    let found = entries(&letter(&one.repeat(11)), &limits).unwrap();
    assert_eq!((found.results.len(), found.cut), (10, true));
    let broken = observation("negationInd=\"perhaps\"", "<code code=\"c\"/>");
    let found = entries(&letter(&broken.repeat(11)), &limits).unwrap();
    assert_eq!((found.skipped, found.cut), (10, true));
}

#[test]
fn a_document_without_a_structured_body_has_none_and_a_broken_one_is_refused() {
    let none = entries(fixtures::bytes("cda/level1-pdf.xml"), &Limits::default()).unwrap();
    assert!(none == Entries::default());
    assert!(entries(fixtures::bytes("hostile/billion-laughs.xml"), &Limits::default()).is_err());
}
