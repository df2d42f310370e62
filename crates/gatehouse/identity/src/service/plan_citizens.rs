use std::collections::{HashMap, HashSet};

use chrono::Months;
use database::Tx;
use kernel::SpaceId;
use vault::Tag;

use crate::{
    Error, Identity,
    feed::{FeedRow, Why},
    index,
    store::{self, Owner},
};

/// How long before the import that makes the record a citizen may have been told of it.
const TOLD_WITHIN: Months = Months::new(6);

/// What is to be done with the rows of a batch.
#[derive(Default)]
pub(super) struct Plan<'rows> {
    /// Rows about somebody whom nobody knows.
    pub(super) new: Vec<&'rows FeedRow>,
    /// Rows about somebody who has a space.
    pub(super) known: Vec<(&'rows FeedRow, SpaceId, FoundBy)>,
    /// How many rows are about somebody whose record was erased because they wanted it: nothing is done with them.
    pub(super) erased: usize,
    /// Rows that cannot be taken: line, field, reason.
    pub(super) rejects: Vec<(u64, &'static str, Why)>,
}

/// By what the record of a row was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundBy {
    /// The number.
    Ins,
    /// The number that was the person's before.
    PreviousIns,
    /// The traits alone.
    Traits,
}

/// The bytes of the tags of one row.
struct RowTags {
    ins: Vec<Vec<u8>>,
    previous: Vec<Vec<u8>>,
    traits: Vec<Vec<u8>>,
}

impl Identity {
    /// Finds out about each row whether somebody has this identity. The first of several rows about one citizen counts, in
    /// a batch and in the whole import.
    pub(super) fn plan<'rows>(&self, tx: &mut Tx<'_>, rows: &'rows [FeedRow]) -> Result<Plan<'rows>, Error> {
        let tags: Vec<RowTags> = rows.iter().map(|row| self.row_tags(row)).collect::<Result<_, Error>>()?;
        let all: Vec<Vec<u8>> = tags
            .iter()
            .flat_map(|tags| [&tags.ins, &tags.previous, &tags.traits])
            .flatten()
            .cloned()
            .collect();
        let owners = store::owners_of(tx, &all)?;
        let erased = store::erased_among(tx, &all)?;
        let spaces: Vec<SpaceId> = owners.values().map(|owner| owner.space).collect();
        let mut met: HashSet<SpaceId> = store::met(tx, &spaces)?.into_iter().collect();
        let mut seen: HashSet<&[u8]> = HashSet::new();
        let mut plan = Plan::default();
        for (row, tags) in rows.iter().zip(&tags) {
            let own = || tags.ins.iter().chain(&tags.previous).chain(&tags.traits).map(Vec::as_slice);
            if own().any(|tag| seen.contains(tag)) {
                plan.rejects.push((row.line, "", Why::Twice));
                continue;
            }
            match found(tags, &owners) {
                Err((field, why)) => plan.rejects.push((row.line, field, why)),
                Ok(Some((space, _))) if !met.insert(space) => {
                    plan.rejects.push((row.line, "", Why::Twice));
                }
                Ok(Some((space, by))) => {
                    seen.extend(own());
                    plan.known.push((row, space, by));
                }
                Ok(None) if own().any(|tag| erased.contains(tag)) => plan.erased += 1,
                Ok(None) if self.was_told_long_ago(row) => {
                    plan.rejects.push((row.line, "told_on", Why::ToldLongAgo));
                }
                Ok(None) => {
                    seen.extend(own());
                    plan.new.push(row);
                }
            }
        }
        Ok(plan)
    }

    /// Whether the time to oppose, of which nobody could have made use, would have passed long since.
    fn was_told_long_ago(&self, row: &FeedRow) -> bool {
        let earliest = self.today(row).checked_sub_months(TOLD_WITHIN);
        row.told_on.zip(earliest).is_some_and(|(told, earliest)| told < earliest)
    }

    fn row_tags(&self, row: &FeedRow) -> Result<RowTags, Error> {
        let of_number = |ins: &kernel::Ins| -> Result<Vec<Vec<u8>>, Error> {
            let mut tags = bytes(index::of_ins(&self.vault, ins)?);
            tags.extend(bytes(index::of_unproven_ins(&self.vault, ins)?));
            Ok(tags)
        };
        Ok(RowTags {
            ins: of_number(&row.ins)?,
            previous: row.previous_ins.as_ref().map(of_number).transpose()?.unwrap_or_default(),
            traits: bytes(index::of_traits(&self.vault, &row.traits)?),
        })
    }

    /// The tags of a row as it was written, under every live key.
    pub(super) fn feed_tags(&self, row: &FeedRow) -> Result<Vec<Tag>, Error> {
        Ok(self.vault.blind("identity.feed-row", &[&row.written])?)
    }
}

pub(super) fn bytes(tags: Vec<Tag>) -> Vec<Vec<u8>> {
    tags.into_iter().map(|tag| tag.bytes.to_vec()).collect()
}

/// The one space that a row is about, if there is one.
fn found(
    tags: &RowTags,
    owners: &HashMap<Vec<u8>, Owner>,
) -> Result<Option<(SpaceId, FoundBy)>, (&'static str, Why)> {
    let owner = |tags: &[Vec<u8>]| tags.iter().find_map(|tag| owners.get(tag)).copied();
    let (by_ins, by_previous, by_traits) = (owner(&tags.ins), owner(&tags.previous), owner(&tags.traits));
    if by_ins.is_some_and(|owner| owner.is_former) {
        return Err(("ins", Why::OldNumber));
    }
    let candidates =
        [(by_ins, FoundBy::Ins), (by_previous, FoundBy::PreviousIns), (by_traits, FoundBy::Traits)];
    let mut all = candidates.into_iter().filter_map(|(owner, by)| Some((owner?.space, by)));
    let first = all.next();
    match first {
        Some((space, _)) if all.any(|(other, _)| other != space) => Err(("", Why::TwoRecords)),
        first => Ok(first),
    }
}
