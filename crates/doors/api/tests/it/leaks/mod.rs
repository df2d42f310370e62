//! What is hidden is invisible: every way of reading answers, and costs the database, as if the hidden thing did not exist.
//!
//! A record is read in every way before something comes into it that the reader may not see, and after. The answers are
//! equal byte for byte but for what each request makes anew, and so are the statements, the commits and the rows that came
//! back or were written. Where the hidden document is named, its id stands for one that never was.

mod after_death;
mod in_charge;
mod ledger;
mod ways;

use serde_json::{Value, json};
use testkit::{Citizen, Meter, Worker};

use self::ways::Reader;
use crate::door::{Call, Door, documents, letter_about};

/// A record with one document that the reader sees, and whoever reads.
struct Ground {
    door: Door,
    meter: Meter,
    camille: Citizen,
    author: Worker,
    reader: Worker,
    seen: String,
}

impl Ground {
    /// With a reader of this profession who has a care relationship.
    async fn of(profession: &str) -> Self {
        let door = Door::new();
        let meter = Meter::of(door.house.database());
        let (camille, author) = (door.house.citizen(), door.house.doctor());
        let reader = door.house.professional(profession);
        let seen = door.fed(&camille, &author, json!({})).await;
        door.cares(&camille, &reader).await;
        Self { door, meter, camille, author, reader, seen }
    }

    /// Something comes in that is not for the reader's eyes.
    async fn comes(&self, more: Value) -> String {
        let mut metadata = json!({"title": "Caché", "unique_id": HIDDEN});
        for (key, value) in more.as_object().unwrap() {
            metadata[key] = value.clone();
        }
        self.door.fed(&self.camille, &self.author, metadata).await
    }

    /// Reads in every way before and after something came, and holds the one to the other.
    async fn tells_nothing<F: AsyncFnOnce(&Self) -> String>(mut self, token: String, comes: F) {
        let all = documents(&self.camille);
        let visit = self.door.send(Call::get(format!("{all}/changes")).token(&token)).await;
        let visit = visit.json()["visit"].as_str().unwrap_or("none").to_owned();
        let history = format!("/api/v1/spaces/{}/history", self.camille.space);
        let reads_history = self.door.send(Call::get(history).token(&token)).await.status == 200;
        let absent = self.door.house.id::<kernel::kind::Document>().to_string();
        let (door, mut meter) =
            (&self.door, std::mem::replace(&mut self.meter, Meter::of(self.door.house.database())));
        let reader = |named| Reader {
            citizen: &self.camille,
            token: &token,
            named,
            seen: &self.seen,
            visit: &visit,
            reads_history,
        };
        // Warm: prepared statements, the first refusal of a minute.
        reader(&absent).reads(door, &mut meter).await;
        let before = reader(&absent).reads(door, &mut meter).await;
        let hidden = comes(&self).await;
        // What is asked of the hidden one for the first time is a refusal of its own.
        reader(&hidden).reads(door, &mut meter).await;
        let after = reader(&hidden).reads(door, &mut meter).await;
        assert_eq!(before.len(), after.len());
        for (way, told) in &before {
            told.is_like(&after[way], way);
        }
    }
}

/// What the author calls the hidden document.
const HIDDEN: &str = "1.2.250.1.999.7^77";

#[actix_web::test]
async fn of_a_masked_document_nothing_is_told() {
    let ground = Ground::of("10").await;
    let token = ground.reader.token().to_owned();
    ground.tells_nothing(token, async |ground| ground.comes(json!({"masked": true})).await).await;
}

/// Whoever gets in by another way than a care relationship.
#[actix_web::test]
async fn of_a_masked_document_nothing_is_told_whatever_the_way() {
    let masked = async |ground: &Ground| ground.comes(json!({"masked": true})).await;
    // By a delegation of the document's own author, who sees it.
    let ground = Ground::of("10").await;
    ground.door.cares(&ground.camille, &ground.author).await;
    let assistant = ground.door.house.colleague_of(&ground.author, "10");
    ground.door.delegates(&ground.camille, &ground.author, &json!("team")).await;
    let token = assistant.token().to_owned();
    ground.tells_nothing(token, masked).await;
    // By a temporary access to the whole record, of somebody in no row of the matrix.
    let ground = Ground::of("10").await;
    let therapist = ground.door.house.therapist();
    let by_name = json!({"professional": ground.door.whom(&therapist)});
    ground.door.gives(&ground.camille, by_name, json!("whole"), 600).await;
    let token = therapist.token().to_owned();
    ground.tells_nothing(token, masked).await;
    // In an emergency.
    let ground = Ground::of("10").await;
    let stranger = ground.door.house.doctor();
    ground.door.breaks_the_glass(&ground.camille, &stranger).await;
    let token = stranger.token().to_owned();
    ground.tells_nothing(token, masked).await;
    // Without a log-in, by a code for a chosen document: of whatever else there is.
    let ground = Ground::of("10").await;
    let chosen = json!({"documents": [ground.seen]});
    let code = ground.door.code_for(&ground.camille, chosen).await;
    let opened = ground.door.redeems_as_guest(&code).await.json();
    let token = opened["token"]["access_token"].as_str().unwrap().to_owned();
    ground.tells_nothing(token, async |ground| ground.comes(json!({})).await).await;
}

#[actix_web::test]
async fn of_a_mask_on_what_the_reader_wrote_the_reader_is_told_nothing() {
    let mut ground = Ground::of("10").await;
    ground.seen = ground.door.fed(&ground.camille, &ground.reader, json!({})).await;
    let token = ground.reader.token().to_owned();
    ground
        .tells_nothing(token, async |ground| {
            for visibility in ["masked", "as_usual", "masked"] {
                ground.door.sees_as(&ground.camille, &ground.seen, visibility).await;
            }
            ground.door.house.id::<kernel::kind::Document>().to_string()
        })
        .await;
}

#[actix_web::test]
async fn of_a_document_of_a_hidden_topic_nothing_is_told() {
    let ground = Ground::of("10").await;
    let token = ground.reader.token().to_owned();
    ground.door.says(&ground.camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    let comes = async |ground: &Ground| {
        ground.door.prescribes(&ground.camille, &ground.author, "J05AR10", json!({})).await
    };
    ground.tells_nothing(token, comes).await;
}

#[actix_web::test]
async fn of_what_a_default_mask_hides_nothing_is_told() {
    let ground = Ground::of("10").await;
    let token = ground.reader.token().to_owned();
    let masks = json!({"default_masks": [{"category": "BIOLOGIE"}]});
    ground.door.says(&ground.camille, masks).await;
    let biology = json!({"type": {"code": "11502-2"}});
    ground.tells_nothing(token, async |ground| ground.comes(biology).await).await;
}

#[actix_web::test]
async fn of_what_an_exception_hides_nothing_is_told() {
    for whom in ["person", "organisation", "profession"] {
        let ground = Ground::of("10").await;
        let token = ground.reader.token().to_owned();
        let whom = match whom {
            "person" => ground.door.whom(&ground.reader),
            "organisation" => json!({"organisation": ground.reader.organisation}),
            _ => json!({"profession": "10"}),
        };
        let body = json!({"effect": "hidden", "whom": whom, "what": {"category": "BIOLOGIE"}});
        let said = ground.door.holder(&ground.camille, "POST", "/exceptions", &body).await;
        assert_eq!(said.status, 201, "{}", said.text());
        let biology = json!({"type": {"code": "11502-2"}});
        ground.tells_nothing(token, async |ground| ground.comes(biology).await).await;
    }
}

#[actix_web::test]
async fn of_what_the_matrix_does_not_open_nothing_is_told() {
    // A pharmacist sees what a laboratory found, and no letter.
    let mut ground = Ground::of("21").await;
    let biology = json!({"type": {"code": "11502-2"}});
    ground.seen = ground.door.fed(&ground.camille, &ground.author, biology).await;
    let token = ground.reader.token().to_owned();
    let report = json!({"type": {"code": "11488-4"}});
    ground.tells_nothing(token, async |ground| ground.comes(report).await).await;
}

#[actix_web::test]
async fn a_blocked_reader_is_told_of_nothing_that_others_deposit() {
    let mut ground = Ground::of("10").await;
    let own = ground.door.fed(&ground.camille, &ground.reader, json!({})).await;
    ground.seen = own;
    let token = ground.reader.token().to_owned();
    let body = json!({"whom": ground.door.whom(&ground.reader)});
    let said = ground.door.holder(&ground.camille, "POST", "/blocked", &body).await;
    assert_eq!(said.status, 201, "{}", said.text());
    ground.tells_nothing(token, async |ground| ground.comes(json!({})).await).await;
}

#[actix_web::test]
async fn of_what_waits_for_its_announcement_the_holder_is_told_nothing() {
    let ground = Ground::of("10").await;
    let token = ground.camille.token().to_owned();
    ground
        .tells_nothing(token, async |ground| ground.comes(json!({"visible_to_patient": false})).await)
        .await;
}

#[actix_web::test]
async fn of_what_a_carer_is_not_shown_nothing_is_told() {
    let hidden = [
        json!({"masked": true}),
        json!({"type": {"code": "11502-2"}}),
        json!({"visible_to_patient": false}),
        json!({"type": {"code": "EXPPAT_3", "system": "1.2.250.1.213.1.1.4.12"}}),
    ];
    for more in hidden {
        let ground = Ground::of("10").await;
        let carer = ground.door.house.citizen();
        let every = more["type"]["code"] == "EXPPAT_3";
        let may = if every {
            json!({"acts": ["see"]})
        } else {
            json!({"acts": ["see"], "categories": ["CPT_REND"]})
        };
        ground.door.becomes_carer(&ground.camille, &carer, &may).await;
        let token = carer.token().to_owned();
        ground.tells_nothing(token, async |ground| ground.comes(more).await).await;
    }
}

#[actix_web::test]
async fn of_what_comes_in_while_a_record_is_discreet_a_carer_is_told_nothing() {
    let ground = Ground::of("10").await;
    let carer = ground.door.house.citizen();
    let may = json!({"acts": ["see", "notices"], "also_hidden": true});
    ground.door.becomes_carer(&ground.camille, &carer, &may).await;
    ground.door.house.clock().advance(chrono::TimeDelta::minutes(1));
    let kept = ground.door.holder(&ground.camille, "PUT", "/discretion", &json!(null)).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let token = ground.door.house.sure(&carer).token().to_owned();
    ground.tells_nothing(token, async |ground| ground.comes(json!({})).await).await;
}

#[actix_web::test]
async fn of_what_is_hidden_from_representatives_none_of_them_is_told() {
    for in_secret in [false, true] {
        let ground = Ground::of("10").await;
        let parent = ground.door.house.citizen();
        let until = ground.door.house.house().clock.now() + chrono::TimeDelta::days(1_000);
        ground.door.represents(&[&parent], &ground.camille, until);
        let token = ground.door.house.sure(&parent).token().to_owned();
        let comes = async |ground: &Ground| match in_secret {
            false => ground.comes(json!({"visible_to_representatives": false})).await,
            true => ground.door.cares_in_secret(&ground.camille, &ground.author).await,
        };
        ground.tells_nothing(token, comes).await;
    }
}

#[actix_web::test]
async fn a_deposit_that_bears_the_identifier_of_a_hidden_document_is_taken_like_any_other() {
    let ground = Ground::of("10").await;
    let reader = |named| Reader {
        citizen: &ground.camille,
        token: ground.reader.token(),
        named,
        seen: &ground.seen,
        visit: "",
        reads_history: false,
    };
    ground.comes(json!({"masked": true})).await;
    let hidden = reader("").deposits(&ground.door, HIDDEN).await;
    let other = reader("").deposits(&ground.door, "1.2.250.1.999.7^78").await;
    assert_eq!((hidden.0, &hidden), (201, &other));
    let metadata = letter_about(&ground.camille, &json!({"unique_id": HIDDEN}));
    let author = ground.author.token();
    let again =
        crate::door::deposit(&ground.camille, author).parts(&metadata, "application/pdf", crate::door::PDF);
    assert_eq!(ground.door.send(again).await.status, 409, "its own producer is told");
}

/// Pairs of requests: 2 000 in a soak, a hundredth of it otherwise, of which no median is asked.
fn pairs() -> Option<usize> {
    std::env::var_os("CARNET_SOAK").map(|_| 2_000)
}

/// How far two medians may lie apart.
const APART: f64 = 0.05;

fn median(mut times: Vec<std::time::Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

#[actix_web::test]
async fn how_long_an_answer_takes_does_not_tell_hidden_from_absent_alone() {
    let ground = Ground::of("10").await;
    let (door, reader) = (&ground.door, &ground.reader);
    let empty = door.house.citizen();
    door.fed(&empty, &ground.author, json!({})).await;
    door.cares(&empty, reader).await;
    let hidden = ground.comes(json!({"masked": true})).await;
    let absent = door.house.id::<kernel::kind::Document>().to_string();
    let (with, without) = (documents(&ground.camille), documents(&empty));
    let ways = [
        ("a document", [format!("{with}/{hidden}"), format!("{with}/{absent}")]),
        ("a content", [format!("{with}/{hidden}/content"), format!("{with}/{absent}/content")]),
        ("a list", [format!("{with}?limit=20"), format!("{without}?limit=20")]),
    ];
    for (what, paths) in ways {
        take_as_long(door, reader.token(), what, &paths).await;
    }
}

#[actix_web::test]
async fn how_long_a_refusal_takes_does_not_tell_how_much_is_said_in_a_record_alone() {
    let ground = Ground::of("10").await;
    let (door, stranger) = (&ground.door, ground.door.house.doctor());
    let silent = door.house.citizen();
    for other in 0..40 {
        let shelf = json!({"category": if other % 2 == 0 { "BIOLOGIE" } else { "RADIO_SC" }});
        door.excepts(&ground.camille, "hidden", door.whom(&door.house.doctor()), shelf).await;
    }
    let nowhere = door.house.id::<kernel::kind::Space>();
    let of = |space: &dyn std::fmt::Display| format!("/api/v1/spaces/{space}/documents");
    let closed = [of(&ground.camille.space), of(&silent.space)];
    take_as_long(door, stranger.token(), "a record that stays closed", &closed).await;
    let absent = [of(&ground.camille.space), of(&nowhere)];
    take_as_long(door, stranger.token(), "a record that is none", &absent).await;
}

/// Asks for both in turn and holds the medians to each other, in a soak.
async fn take_as_long(door: &Door, token: &str, what: &str, paths: &[String; 2]) {
    let mut times = [Vec::new(), Vec::new()];
    for pair in 0..pairs().unwrap_or(20) {
        // Which one comes first changes from pair to pair.
        for side in [pair % 2, 1 - pair % 2] {
            let call = Call::get(paths[side].as_str()).token(token);
            let began = std::time::Instant::now();
            let answer = door.send(call).await;
            let took = began.elapsed();
            assert!(matches!(answer.status, 200 | 404), "{}", answer.text());
            assert!(answer.status == 200 || took >= webkit::ABSENT_AFTER, "{what}: {took:?}");
            times[side].push(took);
        }
    }
    let [one, other] = times.map(median);
    let apart = (one / other - 1.0).abs();
    assert!(pairs().is_none() || apart < APART, "{what}: {one} s and {other} s are {apart:.3} apart");
}
