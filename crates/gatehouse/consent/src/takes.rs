use crate::{
    Act, Action, Consent, Permit, Thing,
    decide::{is_granted, offers_on},
};

impl Consent {
    /// Whether whoever a permit was given to may do another act in the same record, for a page that offers it.
    pub fn may_also<A: Action>(&self, permit: &Permit<'_, A>, act: Act) -> bool {
        is_granted(self.rules(), permit.facts(), act)
    }

    /// Whether what is about to come in under a permit is among what its way gives: who may see it then is another matter.
    pub fn takes<A: Action>(&self, permit: &Permit<'_, A>, thing: &Thing) -> bool {
        offers_on(self.rules(), permit.facts(), A::ACT, thing)
    }
}
