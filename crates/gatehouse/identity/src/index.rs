//! The blind tags by which a patient is found.

use kernel::Ins;
use vault::{Error, Tag, Vault};

use crate::{
    IdentityStatus, StrictTraits,
    sealed::WholeIdentity,
    traits::{normalise, normalise_all},
};

/// What a tag was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Number and system of the INS. Nobody shares it.
    Ins,
    /// All strict traits, the place of birth too where it is known. Nobody shares them.
    Traits,
    /// The four traits without the place of birth. Two people may share them.
    FourTraits,
    /// An INS that was the person's before, and proven. It leads to the record still.
    FormerIns,
    /// All strict traits that were written in a double of the record. They lead to it still.
    FormerTraits,
    /// The INS of an identity that is not qualified. Only the insurer's feed looks for it.
    UnprovenIns,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ins => "ins",
            Self::Traits => "traits",
            Self::FourTraits => "four_traits",
            Self::FormerIns => "former_ins",
            Self::FormerTraits => "former_traits",
            Self::UnprovenIns => "unproven_ins",
        }
    }
}

/// Every tag of an identity under every live key, in the order of their bytes, so that two transactions that insert
/// the same ones wait for each other and never in a circle. Numbers have tags that look-ups find where the identity is
/// qualified, and others where it is not. A number that was given up and never proven has none: it is left to its owner. The
/// identity of a double leads to the record that stays; a number of it is one that was given up, also where it was not proven.
pub(crate) fn tags_of(
    vault: &Vault,
    whole: &WholeIdentity,
    status: IdentityStatus,
) -> Result<Vec<(Kind, Tag)>, Error> {
    let mut tags = own_tags_of(vault, whole, status)?;
    for double in &whole.doubles {
        for (kind, tag) in own_tags_of(vault, &double.whole, double.status)? {
            let kind = match kind {
                Kind::Ins | Kind::FormerIns | Kind::UnprovenIns => Kind::FormerIns,
                Kind::Traits | Kind::FormerTraits => Kind::FormerTraits,
                Kind::FourTraits => Kind::FourTraits,
            };
            if tags.iter().all(|(_, known): &(Kind, Tag)| known.bytes != tag.bytes) {
                tags.push((kind, tag));
            }
        }
    }
    tags.sort_by_key(|(_, tag)| tag.bytes);
    Ok(tags)
}

fn own_tags_of(
    vault: &Vault,
    whole: &WholeIdentity,
    status: IdentityStatus,
) -> Result<Vec<(Kind, Tag)>, Error> {
    let mut tags = Vec::new();
    let former = whole.proven_before().map(|ins| (Kind::FormerIns, ins));
    for (kind, ins) in whole.identity.ins.iter().map(|ins| (Kind::Ins, ins)).chain(former) {
        let (kind, made) = match status.proves_ins() {
            true => (kind, of_ins(vault, ins)?),
            false => (Kind::UnprovenIns, of_unproven_ins(vault, ins)?),
        };
        tags.extend(made.into_iter().map(|tag| (kind, tag)));
    }
    let traits = &whole.identity.traits;
    tags.extend(of_traits(vault, traits)?.into_iter().map(|tag| (Kind::Traits, tag)));
    tags.extend(of_four_traits(vault, traits)?.into_iter().map(|tag| (Kind::FourTraits, tag)));
    Ok(tags)
}

/// The tags of a number of an identity that is not qualified, under every live key.
pub(crate) fn of_unproven_ins(vault: &Vault, ins: &Ins) -> Result<Vec<Tag>, Error> {
    vault.blind("identity.unproven-ins", &[ins.reveal().as_bytes(), ins.oid().as_str().as_bytes()])
}

/// The tags of a number, under every live key.
pub(crate) fn of_ins(vault: &Vault, ins: &Ins) -> Result<Vec<Tag>, Error> {
    vault.blind("identity.ins", &[ins.reveal().as_bytes(), ins.oid().as_str().as_bytes()])
}

/// The tags of all traits, under every live key. An unknown place is a value of its own.
pub(crate) fn of_traits(vault: &Vault, traits: &StrictTraits) -> Result<Vec<Tag>, Error> {
    let place = traits.birthplace.as_ref().map(|code| normalise(code.reveal())).unwrap_or_default();
    let [name, first_names, date, sex] = &four(traits);
    vault.blind(
        "identity.traits",
        &[
            name.as_bytes(),
            first_names.as_bytes(),
            date.as_bytes(),
            sex.as_bytes(),
            place.reveal().as_bytes(),
        ],
    )
}

/// The tags of the four traits without the place, under every live key.
pub(crate) fn of_four_traits(vault: &Vault, traits: &StrictTraits) -> Result<Vec<Tag>, Error> {
    let [name, first_names, date, sex] = &four(traits);
    vault.blind(
        "identity.four-traits",
        &[name.as_bytes(), first_names.as_bytes(), date.as_bytes(), sex.as_bytes()],
    )
}

fn four(traits: &StrictTraits) -> [zeroize::Zeroizing<String>; 4] {
    [
        normalise(traits.birth_name.reveal()).reveal().clone().into(),
        normalise_all(&traits.first_names).reveal().clone().into(),
        traits.birth_date.reveal().to_owned().into(),
        traits.sex.as_str().to_owned().into(),
    ]
}
