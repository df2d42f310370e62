use consent::Provision;
use kernel::PersonId;
use serde_json::json;
use uuid::Uuid;

use super::{
    Scene,
    party::anyone,
    said::{About, provision},
    times::DAY,
};
use crate::dice::Dice;

/// By whom something was given.
#[derive(Clone, Copy)]
enum Giver {
    Holder,
    /// Whom it concerns.
    Concerned,
    /// The feed, which is nobody.
    Feed,
    /// Somebody who represents the holder.
    Parent,
    /// Somebody who does so no more, not yet, or by no authority that anybody knows.
    NoParent,
    Anybody,
}

use Giver::{Anybody, Concerned, Feed, Holder, NoParent, Parent};

/// Who invites carers.
const INVITES: &[(u64, Giver)] =
    &[(54, Holder), (6, Concerned), (3, Feed), (18, Parent), (14, NoParent), (5, Anybody)];
/// Who shows something in spite of what hides it.
const SHOWS: &[(u64, Giver)] =
    &[(70, Holder), (6, Concerned), (3, Feed), (9, Parent), (9, NoParent), (3, Anybody)];
/// Who opens anything else: most often whoever may.
const OPENS: &[(u64, Giver)] =
    &[(78, Holder), (6, Concerned), (3, Feed), (6, Parent), (4, NoParent), (3, Anybody)];
/// By whom a care relationship begins: often by the professional who declares it.
const CARES: &[(u64, Giver)] =
    &[(52, Holder), (32, Concerned), (3, Feed), (6, Parent), (4, NoParent), (3, Anybody)];
/// Who lets in where a minor is represented: often whoever represents the minor.
const OF_FAMILY: &[(u64, Giver)] =
    &[(30, Holder), (8, Concerned), (3, Feed), (45, Parent), (9, NoParent), (5, Anybody)];
/// Who names a representative: the feed, or a representative.
const REPRESENTS: &[(u64, Giver)] = &[(60, Feed), (24, Parent), (8, NoParent), (4, Holder), (4, Anybody)];
/// Who hides: it stands, whoever it was.
const HIDES: &[(u64, Giver)] = &[(78, Anybody), (10, Parent), (12, NoParent)];

/// Says who gave what was said from there on, with the representation of whoever gave it as a representative. Where it
/// does not matter who it was, it stays as it is.
pub(super) fn give(dice: &mut Dice, about: &About<'_>, from: usize, said: &mut Vec<Provision>) {
    let mut representations = Vec::new();
    for one in said.iter_mut().skip(from) {
        let Some(givers) = givers(about.scene, one) else { continue };
        let giver = *dice.weigh(givers);
        one.given_by = match giver {
            Holder => about.holder,
            Concerned => one.person.unwrap_or(about.holder),
            Feed => PersonId::from(Uuid::nil()),
            Parent | NoParent => {
                let parent = another(dice, about, one);
                let runs = matches!(giver, Parent);
                representations.push(representation(dice, about, parent, runs));
                parent
            }
            Anybody => anyone(dice),
        };
    }
    said.append(&mut representations);
}

fn givers(scene: Scene, one: &Provision) -> Option<&'static [(u64, Giver)]> {
    match one.kind.as_str() {
        "carer" | "care_relationship" | "temporary_access" if scene == Scene::Family => Some(OF_FAMILY),
        "representative" => Some(REPRESENTS),
        "representative_suspended" => Some(HIDES),
        "carer" | "assistance" => Some(INVITES),
        "exception" if one.terms.get("effect") == Some(&json!("shown")) => Some(SHOWS),
        "care_relationship" => Some(CARES),
        "administrator" | "opened" | "temporary_access" => Some(OPENS),
        "exception" | "block" | "topic" | "default_mask" | "preset" | "starting" | "emergency_switches" => {
            Some(HIDES)
        }
        _ => None,
    }
}

/// Most often neither the holder nor whom it concerns.
fn another(dice: &mut Dice, about: &About<'_>, one: &Provision) -> PersonId {
    let mut parent = anyone(dice);
    while (parent == about.holder || one.person == Some(parent)) && dice.percent(95) {
        parent = anyone(dice);
    }
    parent
}

/// A representation of the holder: one that runs, or one that does not, most often from this very instant on.
fn representation(dice: &mut Dice, about: &About<'_>, parent: PersonId, runs: bool) -> Provision {
    let now = about.now;
    let terms = json!({ "authority": dice.pick(&["parent", "guardian"]) });
    let mut one = provision(dice, now, "representative", terms, (Some(parent), None));
    one.starts_at = now.after_now(-DAY);
    one.ends_at = None;
    if dice.percent(90) {
        one.given_by = PersonId::from(Uuid::nil());
    }
    if runs {
        one.starts_at = now.after_now(*dice.pick(&[-DAY, -1, 0]));
        one.ends_at = dice.maybe(50, |dice| now.after_now(*dice.pick(&[1, DAY])));
        return one;
    }
    match dice.below(8) {
        0..=4 => one.ends_at = Some(now.now),
        5 => one.ends_at = Some(now.after_now(-1)),
        6 => one.starts_at = now.after_now(1),
        _ => one.terms = json!({ "authority": "neighbour" }).into(),
    }
    one
}
