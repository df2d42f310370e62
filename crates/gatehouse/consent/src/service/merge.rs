//! Two records of one person become one, and the undoing of it. Identity and the documents follow; see `flows::doubles`.

use std::collections::HashMap;

use database::{ReadTx, Tx};
use kernel::{PersonId, ProvisionId, SpaceId};
use serde_json::{Value, json};

use crate::{
    Act, Action, AdminPermit, Consent, Error, Permit, Provision, SpaceState,
    rules::{
        ACCESS_CODE, ADMINISTRATOR, ASSISTANCE, ATTENDING_DOCTOR, BLOCK, CARE_RELATIONSHIP, CARER,
        DEFAULT_MASK, DELEGATION, DISCRETION, EMERGENCY_ACCESS, EMERGENCY_SWITCHES, EXCEPTION, HEIR_ACCESS,
        HEIR_REQUEST, HEIR_SELECTION, HEIRS_REFUSED, MEASURE, OPENED, PRESET, PROTECTION, PresetTerms,
        RELATIONSHIP_REQUEST, REPRESENTATION_DISPUTE, REPRESENTATIVE, REPRESENTATIVE_SUSPENDED,
        SECONDARY_USE, STARTING, TEMPORARY_ACCESS, TOPIC, permits_use,
    },
    store::{self, Stands},
};

/// Making one record of two of one person.
pub struct MergeSpaces;

impl Action for MergeSpaces {
    const NAME: &'static str = "spaces.merge";
    const ACT: Act = Act::ChangeLife;
}

/// Undoing that.
pub struct SplitSpaces;

impl Action for SplitSpaces {
    const NAME: &'static str = "spaces.split";
    const ACT: Act = Act::ChangeLife;
}

/// Two records of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The one that goes into the other.
    pub double: SpaceId,
    /// The one that stays.
    pub stays: SpaceId,
}

/// Why two records do not become one, or not two again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It is one record.
    SameRecord,
    /// There is no such double.
    NoDouble,
    /// There is no such record that stays.
    NoneStays,
    /// The double went into another record already.
    DoubleIsMerged,
    /// The record that stays went into another one.
    StaysIsMerged,
    /// An erasure of one of them waits.
    ErasureWaits,
    /// Other records went into the double.
    DoubleHasDoubles,
    /// The states do not go together: what is opposed, closed, suspended or of somebody who died in one of them would be
    /// open in the other.
    States(SpaceState, SpaceState),
    /// The consent of the double says something of which nobody knows what becomes of it.
    UnknownProvision,
    /// The double did not go into this record.
    NotMerged,
}

/// The permits of both records for one act.
pub struct OfBoth<'tx, A: Action> {
    /// Of the double.
    pub double: Permit<'tx, A>,
    /// Of the record that stays.
    pub stays: Permit<'tx, A>,
}

/// What becomes of a provision of the double. Nothing that opens a record goes with it; what protects does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays in the double, which is closed, and gives nothing any more.
    StaysBehind,
    /// Of the two the one that protects more counts.
    Strictest,
    /// It comes along.
    ComesAlong,
    /// It comes along where it refuses; what it permits stays behind.
    ComesAlongRefusing,
    /// The two records do not become one while it is said.
    KeepsApart,
}

/// Every kind of provision and what becomes of it. What the holder says of topics, of documents by name and of emergencies
/// keeps two records apart until the holder says it in one of them, and a decision of a judge until it is written down in the one that
/// stays and lifted in the other.
const FATES: [(&str, Fate); 29] = [
    (ACCESS_CODE, Fate::StaysBehind),
    (ADMINISTRATOR, Fate::StaysBehind),
    (ASSISTANCE, Fate::StaysBehind),
    (ATTENDING_DOCTOR, Fate::StaysBehind),
    (BLOCK, Fate::ComesAlong),
    (CARE_RELATIONSHIP, Fate::StaysBehind),
    (CARER, Fate::StaysBehind),
    (DEFAULT_MASK, Fate::ComesAlong),
    (DELEGATION, Fate::StaysBehind),
    (DISCRETION, Fate::ComesAlong),
    (EMERGENCY_ACCESS, Fate::StaysBehind),
    (EMERGENCY_SWITCHES, Fate::KeepsApart),
    (EXCEPTION, Fate::KeepsApart),
    (HEIR_ACCESS, Fate::KeepsApart),
    (HEIR_REQUEST, Fate::KeepsApart),
    (HEIR_SELECTION, Fate::KeepsApart),
    (HEIRS_REFUSED, Fate::ComesAlong),
    (OPENED, Fate::StaysBehind),
    (MEASURE, Fate::KeepsApart),
    (PRESET, Fate::Strictest),
    (PROTECTION, Fate::KeepsApart),
    (RELATIONSHIP_REQUEST, Fate::StaysBehind),
    (REPRESENTATIVE, Fate::StaysBehind),
    (REPRESENTATIVE_SUSPENDED, Fate::ComesAlong),
    (REPRESENTATION_DISPUTE, Fate::ComesAlong),
    (SECONDARY_USE, Fate::ComesAlongRefusing),
    (STARTING, Fate::KeepsApart),
    (TEMPORARY_ACCESS, Fate::StaysBehind),
    (TOPIC, Fate::KeepsApart),
];

/// What becomes of a kind of provision when its record turns out to be a double; none for a kind that nobody knows, which
/// keeps the records apart.
pub fn fate_of(kind: &str) -> Option<Fate> {
    FATES.into_iter().find(|(known, _)| *known == kind).map(|(_, fate)| fate)
}

/// Whether a double in one state may go into a record in another.
fn go_together(double: SpaceState, stays: SpaceState) -> bool {
    use SpaceState::{Active, Created, OppositionRunning, Suspended};
    match (double, stays) {
        (Suspended, _) | (_, Suspended) => false,
        (OppositionRunning | Created | Active, Created | Active) => true,
        (double, stays) => double == stays,
    }
}

impl Consent {
    /// Whether two records may become one, as far as their states and what is consented to in them say. Both are locked
    /// until the transaction ends. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn fit_to_merge(&self, tx: &mut Tx<'_>, pair: Pair) -> Result<Result<(), Unfit>, Error> {
        if pair.double == pair.stays {
            return Ok(Err(Unfit::SameRecord));
        }
        let both = store::lock_pair(tx, [pair.double, pair.stays])?;
        let Some(double) = both.get(&pair.double) else { return Ok(Err(Unfit::NoDouble)) };
        let Some(stays) = both.get(&pair.stays) else { return Ok(Err(Unfit::NoneStays)) };
        let unfit = match (double, stays) {
            (Stands { merged: Some(_), .. }, _) => Some(Unfit::DoubleIsMerged),
            (_, Stands { merged: Some(_), .. }) => Some(Unfit::StaysIsMerged),
            (Stands { state: from, .. }, Stands { state: to, .. }) if !go_together(*from, *to) => {
                Some(Unfit::States(*from, *to))
            }
            _ => None,
        };
        if let Some(unfit) = unfit {
            return Ok(Err(unfit));
        }
        if store::is_to_be_erased_without_permit(tx, [pair.double, pair.stays])? {
            return Ok(Err(Unfit::ErasureWaits));
        }
        if store::has_doubles(tx, pair.double)? {
            return Ok(Err(Unfit::DoubleHasDoubles));
        }
        let said = store::load_many(tx, &self.vault, &[pair.double], self.clock.now())?;
        let is_unknown = |one: &Provision| matches!(fate_of(&one.kind), None | Some(Fate::KeepsApart));
        if said.values().flat_map(|loaded| &loaded.provisions).any(is_unknown) {
            return Ok(Err(Unfit::UnknownProvision));
        }
        Ok(Ok(()))
    }

    /// Whether a double went into this record, so that it may be undone. Both are locked until the transaction ends.
    ///
    /// # Errors
    /// The database's.
    pub fn fit_to_split(&self, tx: &mut Tx<'_>, pair: Pair) -> Result<Result<(), Unfit>, Error> {
        let both = store::lock_pair(tx, [pair.double, pair.stays])?;
        Ok(match both.get(&pair.double) {
            None => Err(Unfit::NoDouble),
            Some(Stands { merged: Some((into, _)), .. }) if *into == pair.stays => {
                // What is erased with the record that stays is not taken out of it any more.
                let waits = store::is_to_be_erased_without_permit(tx, [pair.double, pair.stays])?;
                if waits { Err(Unfit::ErasureWaits) } else { Ok(()) }
            }
            Some(_) => Err(Unfit::NotMerged),
        })
    }

    /// Keeps two records from others until the transaction ends, in the order in which everybody does. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn lock_records(&self, tx: &mut Tx<'_>, records: [SpaceId; 2]) -> Result<(), Error> {
        store::lock_pair(tx, records)?;
        Ok(())
    }

    /// The records that went into one. Their histories stay there, and its holder reads them. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn doubles_of(&self, rtx: &mut ReadTx<'_>, space: SpaceId) -> Result<Vec<SpaceId>, Error> {
        Ok(store::doubles_of(rtx, space)?)
    }

    /// Into which record each of these went, where it did. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn merged_into(
        &self,
        tx: &mut Tx<'_>,
        spaces: &[SpaceId],
    ) -> Result<HashMap<SpaceId, SpaceId>, Error> {
        Ok(store::merged_into(tx, spaces)?)
    }

    /// Closes a double, under an admin who was let in for it, whose name stands in both chains: from now on it opens to the
    /// holder of the record that stays alone, and takes no step of its own. What protects in it protects there too. The
    /// grants in it open nothing any more.
    ///
    /// # Errors
    /// [`Error::NotInState`] where the two did not fit ([`Consent::fit_to_merge`]).
    pub fn merge_spaces<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        pair: Pair,
        why: &Value,
    ) -> Result<OfBoth<'tx, MergeSpaces>, Error> {
        let both = self.of_both::<MergeSpaces, A>(tx, admin, pair, why)?;
        let from = both.double.space_facts().map(|facts| facts.state).ok_or(Error::Disagreement)?;
        let holder = both.stays.space_facts().map(|facts| facts.holder).ok_or(Error::Disagreement)?;
        if !store::merge(tx, &both.double, pair.stays, holder, from)? {
            return Err(Error::NotInState(from));
        }
        let told = json!({ "state": SpaceState::Closed.as_str(), "holder": holder });
        both.double.tell_fact(tx, "space", told);
        let carried = self.carry_over(tx, &both)?;
        self.settle(tx, &[pair.double, pair.stays], both.stays.now())?;
        self.write_uses(tx, &both.stays)?;
        both.stays.name(tx, carried.iter().map(|id| id.uuid()));
        Ok(both)
    }

    /// Gives a double back its state and its holder; the grants that still run open it again.
    ///
    /// # Errors
    /// [`Error::NotInState`] where it did not go into this record.
    pub fn split_spaces<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        pair: Pair,
        holder: PersonId,
        why: &Value,
    ) -> Result<OfBoth<'tx, SplitSpaces>, Error> {
        let merged = store::lock_pair(tx, [pair.double, pair.stays])?.remove(&pair.double);
        let both = self.of_both::<SplitSpaces, A>(tx, admin, pair, why)?;
        let Some((_, to)) = merged.and_then(|stands| stands.merged) else {
            return Err(Error::NotInState(SpaceState::Closed));
        };
        if !store::split(tx, &both.double, pair.stays, holder, to)? {
            return Err(Error::NotInState(SpaceState::Closed));
        }
        both.double.tell_fact(tx, "space", json!({ "state": to.as_str(), "holder": holder }));
        self.settle(tx, &[pair.double], both.double.now())?;
        Ok(both)
    }

    fn of_both<'tx, B: Action, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        admin: &AdminPermit<'tx, A>,
        pair: Pair,
        why: &Value,
    ) -> Result<OfBoth<'tx, B>, Error> {
        let double = self.permit_of_admin::<B, A>(tx, admin, pair.double)?;
        let stays = self.permit_of_admin::<B, A>(tx, admin, pair.stays)?;
        for (permit, other) in [(&double, pair.stays), (&stays, pair.double)] {
            permit.name(tx, [other.uuid()]);
            permit.detail(tx, why.clone());
        }
        Ok(OfBoth { double, stays })
    }

    /// Brings over what protects.
    fn carry_over<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        both: &OfBoth<'tx, MergeSpaces>,
    ) -> Result<Vec<ProvisionId>, Error> {
        let now = both.stays.now();
        // Both rows are locked since they were found fit.
        let change = self.change_held(&both.stays)?;
        let mut carried = Vec::new();
        // A default mask, and discretion, hide what came in since they began, there and here.
        let reaches_back = |one: &Provision| [DEFAULT_MASK, DISCRETION].contains(&one.kind.as_str());
        let begins = |one: &Provision| if reaches_back(one) { one.starts_at } else { now };
        let again = |one: &Provision, terms: Value| Provision {
            id: ProvisionId::new(self.clock.as_ref(), self.rng.as_ref()),
            terms: terms.into(),
            starts_at: begins(one),
            ..one.clone()
        };
        for one in both.double.provisions() {
            match fate_of(&one.kind) {
                // The strictest of all is looked for below.
                Some(Fate::StaysBehind | Fate::Strictest) => {}
                Some(Fate::ComesAlongRefusing) if permits_use(one) => {}
                Some(Fate::ComesAlong | Fate::ComesAlongRefusing) => {
                    let there = both.stays.provisions();
                    let is_same = |known: &Provision| {
                        (&known.kind, known.person, known.organisation, &known.terms)
                            == (&one.kind, one.person, one.organisation, &one.terms)
                            && known.starts_at <= begins(one)
                    };
                    if !there.iter().any(is_same) {
                        carried.push(again(one, Value::clone(&one.terms)));
                    }
                }
                None | Some(Fate::KeepsApart) => return Err(Error::Disagreement),
            }
        }
        let chosen = both.double.provisions().iter().rfind(|one| one.kind == PRESET);
        if let Some(chosen) = chosen.filter(|_| both.double.preset() > both.stays.preset()) {
            change.end(tx, now, |one| one.kind == PRESET)?;
            carried.push(again(chosen, json!(PresetTerms { preset: both.double.preset() })));
        }
        for one in &carried {
            if let Some(person) = one.person.filter(|_| one.kind == REPRESENTATION_DISPUTE) {
                // Whoever says not to represent this person is no representative in either record.
                change.end(tx, now, |one| one.kind == REPRESENTATIVE && one.person == Some(person))?;
            }
            change.give(tx, one)?;
        }
        Ok(carried.into_iter().map(|one| one.id).collect())
    }
}
