//! Making an extract ready, beside writing each of its lines anew once.

use std::time::Instant;

use serde_json::json;

use super::turns;
use crate::{
    Outcome,
    bare::Bare,
    ground::{FLOOR, Ground},
    plan::Plan,
    report::Row,
};

/// Lines, two of each person.
const LINES: u64 = 1_000_000;
/// How much dearer it may be: each of three classes of a line is counted, over people, until nobody is added.
const AT_MOST: f64 = 25.0;
/// People who have a line in common at least.
const ENOUGH: u64 = 10;
const PROJECT: &str = "00000000-0000-7000-8000-0000000000aa";
const EXTRACT: &str = "00000000-0000-7000-8000-0000000000ab";

/// Measures it in the copy of the database in which floors work, whose rows are put in by hand for it; each turn is taken back.
///
/// # Errors
/// When lines are lost, or told though too few people have them in common.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let lines = if plan.quick { LINES / 100 } else { LINES };
    let mut bare = ground.connect(FLOOR)?;
    fill(&mut bare, lines)?;
    let (mut floors, mut releases, mut told) = (Vec::new(), Vec::new(), 0);
    for _ in 0..plan.rounds.clamp(1, 3) {
        let floor =
            format!("update consent.use_line set revision = revision + 1 where extract = '{EXTRACT}'");
        floors.push(timed(&mut bare, &floor, |_| Ok(()))?);
        // Research on cancer (7), which is a part of research (5); reports (5).
        let release = format!(
            "create temporary table counted on commit drop as
             select * from consent.use_release('{EXTRACT}', '{PROJECT}', 7, 5, 32, 0, now(), {ENOUGH})"
        );
        releases.push(timed(&mut bare, &release, |bare| {
            let [left, rare] =
                ["select lines + suppressed from counted", RARE].map(|sql| bare.ask_number(sql));
            let (left, rare) = (left?, rare?);
            if left != lines || rare > 0 {
                return Err(
                    format!("{left} of {lines} lines are left, and {rare} classes are too rare").into()
                );
            }
            told = bare.ask_number("select lines from counted")?;
            Ok(())
        })?);
    }
    bare.ask(EMPTY)?;
    let (floor, release) = (
        turns::median(floors).ok_or("no floor was measured")?,
        turns::median(releases).ok_or("no release was measured")?,
    );
    let ratio = release / floor.max(1e-9);
    Ok(Row {
        work: format!(
            "an extract of {lines} lines made ready, beside writing each line anew (ratio is cost)"
        ),
        floor: format!("{floor:.1} s"),
        carnet: format!("{release:.1} s"),
        ratio: Some(ratio),
        goal: format!("at most {AT_MOST}"),
        met: Some(ratio <= AT_MOST),
        figures: json!({ "lines": lines, "told": told, "floor_s": floor, "release_s": release }),
    })
}

const EMPTY: &str =
    "truncate consent.use_line, consent.use_extract, consent.use_project, consent.secondary_use";

/// Classes of lines that are told and that fewer people have in common than may be. Whose line it is stands at the beginning of its id here.
const RARE: &str = "select count(*) from (
    select from consent.use_line group by level, classes[level] having count(distinct left(id::text, 13)) < 10) rare";

/// The seconds that a statement takes, which is then looked at and taken back.
fn timed(bare: &mut Bare, sql: &str, check: impl FnOnce(&mut Bare) -> Outcome<()>) -> Outcome<f64> {
    bare.ask("begin")?;
    let began = Instant::now();
    bare.ask(sql)?;
    let seconds = began.elapsed().as_secs_f64();
    check(bare)?;
    bare.ask("rollback")?;
    bare.ask("vacuum consent.use_line")?;
    Ok(seconds)
}

/// Two reports of each person, who all say yes: of five types in five years, of people of 18 ages in a hundred departments of which some
/// are much larger than others.
fn fill(bare: &mut Bare, lines: u64) -> Outcome<()> {
    bare.ask(EMPTY)?;
    bare.ask(&format!(
        "insert into consent.use_project (id, state, title_fr, title_en, summary_fr, summary_en, responsible, basis, purpose,
             theme, categories, fields, begins_at, ends_at, registered_by, registered_at, decided_by, decided_at, share)
         values ('{PROJECT}', 'confirmed', 'T', 'T', 'S', 'S', 'R', 'B', 'research', 'cancer', array['CPT_REND'], array['type'],
             now(), now() + interval '1 day', '{PROJECT}', now(), '{EXTRACT}', now(), ''::bytea);
         insert into consent.use_extract (id, project, state, asked_by, asked_at)
         values ('{EXTRACT}', '{PROJECT}', 'collecting', '{PROJECT}', now());
         insert into consent.secondary_use (space_id, state, yes, no, said_at, tag)
         select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'active',
             array[0, 0, 0, 0, 0, 0, 8190, 0, 0, 0, 0, 0]::bigint[], array_fill(0, array[12])::bigint[], now(),
             decode(repeat('ab', 32), 'hex')
         from generate_series(1, {lines} / 2) n"
    ))?;
    bare.ask(&format!(
        "insert into consent.use_line (extract, id, space_id, category, classes, collected_at, sealed)
         select '{EXTRACT}', overlay(person || lpad(to_hex(n), 20, '0') placing '7' from 13 for 1)::uuid,
             ('00000000-0000-7000-8000-' || person)::uuid, 32,
             array[sha256(convert_to(concat_ws(' ', kind, month, age, sex, department), 'UTF8')),
                 sha256(convert_to(concat_ws(' ', kind, month / 12, age, sex, department), 'UTF8')),
                 sha256(convert_to(concat_ws(' ', kind, month / 12, age, sex), 'UTF8'))],
             now(), sha256(int8send(n)) || sha256(int8send(-n)) || sha256(int8send(n * 3)) || sha256(int8send(n * 5))
         from (select n, lpad(to_hex((n + 1) / 2), 12, '0') as person, abs(hashint8(n) % 5) as kind,
                 abs(hashint8(n * 3) % 60) as month, abs(hashint8((n + 1) / 2 * 7) % 18) as age,
                 abs(hashint8((n + 1) / 2 * 11) % 2) as sex,
                 floor(100 * power(abs(hashint8((n + 1) / 2 * 13) % 10000) / 10000.0, 2)) as department
             from generate_series(1, {lines}) n) made"
    ))?;
    bare.ask("vacuum analyze consent.secondary_use, consent.use_line")?;
    Ok(())
}
