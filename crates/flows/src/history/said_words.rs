use config::{Category, ProtectedWith, Reference};
use consent::{
    Provision,
    rules::{
        ACCESS_CODE, ADMINISTRATOR, ASSISTANCE, ATTENDING_DOCTOR, AccessCodeTerms, AssistanceTerms, BLOCK,
        CARE_RELATIONSHIP, CARER, CarerAct, CarerMay, CarerTerms, Claim, DEFAULT_MASK, DELEGATION,
        DISCRETION, DefaultMaskTerms, EMERGENCY_ACCESS, EMERGENCY_SWITCHES, EXCEPTION, Effect,
        EmergencySwitches, ExceptionTerms, HEIR_ACCESS, HEIR_REQUEST, HEIR_SELECTION, HEIRS_REFUSED,
        HeirAccessTerms, HeirRequestTerms, HeirSelectionTerms, InviteeTraits, MEASURE, MaskScope,
        MeasureTerms, OPENED, OpenedTerms, Orders, PRESET, PROTECTION, Preset, PresetTerms, ProtectionTerms,
        RELATIONSHIP_REQUEST, REPRESENTATIVE_SUSPENDED, SECONDARY_USE, STARTING, Scope, SecondaryUseTerms,
        Serves, Shelves, Start, StartingTerms, TEMPORARY_ACCESS, TOPIC, TemporaryAccessTerms, TopicTerms,
        UseScope, What,
    },
};
use kernel::Language::{self, English, French};

use crate::access::Names;

/// What provisions say, in words.
pub(super) struct Words<'a> {
    pub(super) names: &'a Names,
    pub(super) reference: &'a Reference,
    /// Whether to tell of how many documents something was said by hand: one of them may be hidden from the reader.
    pub(super) by_hand: bool,
    pub(super) language: Language,
}

impl Words<'_> {
    fn either<T>(&self, french: T, english: T) -> T {
        match self.language {
            French => french,
            English => english,
        }
    }

    /// What a provision says; none of a kind that is told otherwise.
    pub(super) fn what(&self, one: &Provision) -> Option<String> {
        let whom = || self.whom(one, None);
        Some(match one.kind.as_str() {
            PRESET => self.preset(one.terms::<PresetTerms>()?.preset).to_owned(),
            STARTING => self.start(one.terms::<StartingTerms>()?.start).to_owned(),
            EMERGENCY_SWITCHES => self.emergency(one.terms()?),
            DEFAULT_MASK => self.default_mask(one, one.terms::<DefaultMaskTerms>()?.scope),
            TOPIC => self.topic(&one.terms()?),
            OPENED if !self.by_hand => return None,
            OPENED => {
                let number = one.terms::<OpenedTerms>()?.documents.len();
                self.either(
                    format!(
                        "documents montrés malgré les sujets et les masques automatiques\u{a0}: {number}"
                    ),
                    format!("documents shown in spite of topics and automatic masks: {number}"),
                )
            }
            EXCEPTION => self.exception(one, &one.terms()?),
            BLOCK => self.either(format!("bloqué\u{a0}: {}", whom()), format!("blocked: {}", whom())),
            CARE_RELATIONSHIP => self.either(
                format!("relation de soins avec {}", whom()),
                format!("care relationship with {}", whom()),
            ),
            DELEGATION => {
                self.either(format!("accès confié à {}", whom()), format!("access handed on to {}", whom()))
            }
            TEMPORARY_ACCESS => self.temporary(one, &one.terms::<TemporaryAccessTerms>()?),
            EMERGENCY_ACCESS => self
                .either(format!("accès en urgence de {}", whom()), format!("emergency access of {}", whom())),
            ADMINISTRATOR => self.either(
                format!("médecin administrateur du dossier\u{a0}: {}", whom()),
                format!("administrator doctor of the record: {}", whom()),
            ),
            ATTENDING_DOCTOR => self.either(
                format!("médecin traitant\u{a0}: {}", whom()),
                format!("attending doctor: {}", whom()),
            ),
            RELATIONSHIP_REQUEST => self.either(
                format!("demande de relation de soins de {}", whom()),
                format!("request for a care relationship by {}", whom()),
            ),
            ACCESS_CODE => self.code(&one.terms::<AccessCodeTerms>()?.serves),
            CARER => {
                let CarerTerms { name, may, .. } = one.terms()?;
                let (name, may) = (name.reveal(), self.may(&may));
                self.either(format!("aidant\u{a0}: {name} ({may})"), format!("carer: {name} ({may})"))
            }
            MEASURE => {
                let what = self.ordered(&one.terms::<MeasureTerms>()?.orders);
                self.either(
                    format!("décision de justice qui attend d’être confirmée\u{a0}: {what}"),
                    format!("decision of a judge that waits to be confirmed: {what}"),
                )
            }
            PROTECTION => {
                let ProtectionTerms { with, measure, .. } = one.terms()?;
                self.protection(with, &measure)
            }
            REPRESENTATIVE_SUSPENDED => {
                let name = self.names.citizens.get(&one.person?)?.reveal();
                self.either(
                    format!("l’accès de {name}, qui représente le titulaire, est suspendu"),
                    format!("the access of {name}, who represents the holder, is suspended"),
                )
            }
            ASSISTANCE => {
                let may = self.may(&one.terms::<AssistanceTerms>()?.may);
                self.either(
                    format!("assistance acceptée ({may})"),
                    format!("assistance consented to ({may})"),
                )
            }
            DISCRETION => self.either("mode discret", "kept discreet").to_owned(),
            HEIRS_REFUSED => {
                self.either("les ayants droit ne verront rien", "heirs are shown nothing").to_owned()
            }
            HEIR_REQUEST => self.after_death(&one.terms::<HeirRequestTerms>()?.claim, "demande", "request"),
            HEIR_SELECTION => {
                self.after_death(&one.terms::<HeirSelectionTerms>()?.claim, "choix à faire", "choice to make")
            }
            HEIR_ACCESS => self.after_death(
                &one.terms::<HeirAccessTerms>()?.claim,
                "documents choisis",
                "chosen documents",
            ),
            SECONDARY_USE => self.secondary_use(&one.terms::<SecondaryUseTerms>()?),
            _ => return None,
        })
    }

    /// As what somebody asks for something after a death, and for which reason.
    fn after_death(&self, claim: &Claim, french: &str, english: &str) -> String {
        let known = self.reference.after_death();
        let claimant = known.claimant(&claim.claimant);
        let asks = claimant.map_or(claim.claimant.as_str(), |one| self.either(&one.label_fr, &one.label_en));
        let reason = known.reason(&claim.reason);
        let reason = reason.map_or(claim.reason.as_str(), |one| self.either(&one.label_fr, &one.label_en));
        let what = self.either(french, english);
        self.either(
            format!("après un décès, {what}\u{a0}: {asks} ({reason})"),
            format!("after a death, {what}: {asks} ({reason})"),
        )
    }

    fn ordered(&self, orders: &Orders) -> String {
        match orders {
            Orders::Protection { with, measure, .. } => self.protection(*with, measure),
            Orders::Suspension { .. } => self
                .either(
                    "l’accès d’un représentant est suspendu",
                    "the access of a representative is suspended",
                )
                .to_owned(),
            Orders::Lifting { .. } => self
                .either("une décision précédente ne vaut plus", "an earlier decision counts no more")
                .to_owned(),
        }
    }

    fn protection(&self, with: ProtectedWith, measure: &str) -> String {
        let known = self.reference.protected_adults().measure(measure);
        let label = known.map_or(measure, |known| self.either(&known.label_fr, &known.label_en).as_str());
        let with = match with {
            ProtectedWith::Representation => self.either("représentation", "representation"),
            ProtectedWith::Assistance => self.either("assistance", "assistance"),
        };
        self.either(
            format!("une personne est chargée de la protection\u{a0}: {label}, avec {with}"),
            format!("somebody is in charge of protection: {label}, with {with}"),
        )
    }

    fn whom(&self, one: &Provision, profession: Option<&str>) -> String {
        let person =
            one.person.and_then(|person| self.names.name_of(person)).map(|name| name.reveal().clone());
        let place = one.organisation.and_then(|place| self.names.organisations.get(&place)).cloned();
        match (person, place, profession.and_then(|code| self.reference.profession(code))) {
            (Some(person), Some(place), _) => format!("{person} ({place})"),
            (Some(person), None, _) => person,
            (None, Some(place), _) if one.person.is_none() => place,
            (None, _, Some(known)) => self.either(&known.label_fr, &known.label_en).clone(),
            _ => self
                .either("quelqu’un qui n’est pas dans l’annuaire", "somebody who is not in the directory")
                .to_owned(),
        }
    }

    fn preset(&self, preset: Preset) -> &'static str {
        match preset {
            Preset::Open => self.either(
                "dossier ouvert à qui déclare vous soigner",
                "record open to whoever declares to care for you",
            ),
            Preset::AskMe => {
                self.either("dossier ouvert après votre accord", "record open once you have agreed")
            }
            Preset::Closed => {
                self.either("dossier ouvert seulement avec votre code", "record open with your code alone")
            }
        }
    }

    fn start(&self, start: Start) -> &'static str {
        match start {
            Start::OnDeclaration => self.either(
                "une relation de soins commence quand le professionnel la déclare",
                "a care relationship begins when the professional declares it",
            ),
            Start::OnApproval => self.either(
                "une relation de soins commence quand vous l’acceptez",
                "a care relationship begins when you accept it",
            ),
            Start::OnlyByCode => self.either(
                "une relation de soins commence seulement avec votre code",
                "a care relationship begins with your code alone",
            ),
        }
    }

    fn emergency(&self, switches: EmergencySwitches) -> String {
        let say = |open: bool| match (open, self.language) {
            (true, French) => "oui",
            (true, English) => "yes",
            (false, French) => "non",
            (false, English) => "no",
        };
        let EmergencySwitches { break_the_glass, regulation, masked } = switches;
        let (breaks, regulates, masked) = (say(break_the_glass), say(regulation), say(masked));
        self.either(
            format!("en urgence\u{a0}: un professionnel peut ouvrir, {breaks}\u{a0}; le centre 15, {regulates}\u{a0}; ce qui est caché est montré, {masked}"),
            format!("in an emergency: a professional may open, {breaks}; the emergency call centre, {regulates}; what is hidden is shown, {masked}"),
        )
    }

    fn category(&self, category: Category) -> String {
        self.reference.category(category).map_or_else(
            || category.code().to_owned(),
            |labels| self.either(&labels.label_fr, &labels.label_en).clone(),
        )
    }

    fn default_mask(&self, one: &Provision, scope: MaskScope) -> String {
        let what = match scope {
            MaskScope::All => self.either("tout", "everything").to_owned(),
            MaskScope::Category(category) => self.category(category),
            MaskScope::Organisation => self.whom(one, None),
        };
        self.either(format!("masqué à son arrivée\u{a0}: {what}"), format!("masked as it comes in: {what}"))
    }

    fn named_topic(&self, key: &str) -> String {
        self.reference
            .topic(key)
            .map_or_else(|| key.to_owned(), |known| self.either(&known.label_fr, &known.label_en).clone())
    }

    fn topic(&self, terms: &TopicTerms) -> String {
        let name = terms.own.as_ref().map_or_else(|| self.named_topic(&terms.key), |own| own.name.clone());
        let mut text = match (terms.hidden, self.language) {
            (true, French) => format!("sujet caché\u{a0}: {name}"),
            (true, English) => format!("topic hidden: {name}"),
            (false, French) => format!("sujet nommé\u{a0}: {name}"),
            (false, English) => format!("topic named: {name}"),
        };
        if !self.by_hand {
            return text;
        }
        let (also, except) = (terms.also.len(), terms.except.len());
        if also > 0 {
            text += &self
                .either(format!(" (ajouts à la main\u{a0}: {also})"), format!(" (added by hand: {also})"));
        }
        if except > 0 {
            text += &self.either(
                format!(" (retraits à la main\u{a0}: {except})"),
                format!(" (taken out by hand: {except})"),
            );
        }
        text
    }

    fn exception(&self, one: &Provision, terms: &ExceptionTerms) -> String {
        let whom = self.whom(one, terms.profession.as_deref());
        let what = match &terms.what {
            What::Category(category) => self.category(*category),
            What::Topic(key) => {
                let topic = self.named_topic(key);
                self.either(format!("le sujet {topic}"), format!("the topic {topic}"))
            }
            What::Document(_) => self.either("un document", "a document").to_owned(),
        };
        match (terms.effect, self.language) {
            (Effect::Hidden, French) => format!("caché à {whom}\u{a0}: {what}"),
            (Effect::Hidden, English) => format!("hidden from {whom}: {what}"),
            (Effect::Shown, French) => format!("montré à {whom}\u{a0}: {what}"),
            (Effect::Shown, English) => format!("shown to {whom}: {what}"),
        }
    }

    fn code(&self, serves: &Serves) -> String {
        let invited = match serves {
            Serves::Carer(invited) => invited,
            Serves::Representative(invited) => {
                let name = invited.traits.called();
                let name = name.reveal();
                return self.either(
                    format!("invitation à représenter\u{a0}: {name}"),
                    format!("invitation to represent: {name}"),
                );
            }
            Serves::TemporaryAccess { .. } | Serves::CareRelationship { .. } => {
                return self.either("un code d’accès", "an access code").to_owned();
            }
        };
        let InviteeTraits { first_name, family_name, .. } = &invited.traits;
        let (name, may) =
            (format!("{} {}", first_name.reveal(), family_name.reveal()), self.may(&invited.may));
        self.either(
            format!("invitation à être aidant\u{a0}: {name} ({may})"),
            format!("invitation to be a carer: {name} ({may})"),
        )
    }

    /// What a carer may do.
    fn may(&self, may: &CarerMay) -> String {
        let act = |act: &CarerAct| match act {
            CarerAct::See => self.either("voir", "see"),
            CarerAct::Add => self.either("ajouter", "add"),
            CarerAct::Notices => self.either("lire les notifications", "read notices"),
        };
        let acts = may.acts.iter().map(act).collect::<Vec<_>>().join(", ");
        let shelves = match &may.shelves {
            Shelves::Every => self.either("toutes les catégories", "every category").to_owned(),
            Shelves::These(these) => {
                these.iter().map(|one| self.category(*one)).collect::<Vec<_>>().join(", ")
            }
        };
        let hidden = match may.also_hidden {
            true => self.either("\u{a0}; aussi ce qui est caché", "; also what is hidden"),
            false => "",
        };
        format!("{acts}\u{a0}; {shelves}{hidden}")
    }

    fn secondary_use(&self, terms: &SecondaryUseTerms) -> String {
        let uses = self.reference.secondary_use();
        let named = |code: &str, known: Option<(&String, &String)>| {
            known.map_or_else(|| code.to_owned(), |(fr, en)| self.either(fr, en).clone())
        };
        let purpose = |code: &str| named(code, uses.purpose(code).map(|one| (&one.label_fr, &one.label_en)));
        let about = match &terms.about {
            UseScope::Everything => self.either("tout usage", "every use").to_owned(),
            UseScope::Purpose(code) => purpose(code),
            UseScope::Theme(code) => named(code, uses.theme(code).map(|one| (&one.label_fr, &one.label_en))),
            UseScope::Project(scope) => {
                let of = purpose(&scope.purpose);
                self.either(format!("un projet ({of})"), format!("one project ({of})"))
            }
        };
        let shelves = match terms.categories.as_slice() {
            [] => self.either("toutes les catégories", "every category").to_owned(),
            these => these.iter().map(|one| self.category(*one)).collect::<Vec<_>>().join(", "),
        };
        let answer = match terms.permits {
            true => self.either("oui", "yes"),
            false => self.either("non", "no"),
        };
        self.either(
            format!("usage en dehors des soins, {about}\u{a0}: {answer} ({shelves})"),
            format!("use beyond care, {about}: {answer} ({shelves})"),
        )
    }

    fn temporary(&self, one: &Provision, terms: &TemporaryAccessTerms) -> String {
        let whom = terms.guest.as_ref().map_or_else(|| self.whom(one, None), |guest| guest.name.clone());
        let what = match &terms.scope {
            Scope::Whole => self.either("tout le dossier", "the whole record").to_owned(),
            Scope::Categories(shelves) => {
                shelves.iter().map(|one| self.category(*one)).collect::<Vec<_>>().join(", ")
            }
            Scope::Documents(chosen) => {
                let number = chosen.len();
                self.either(
                    format!("documents choisis\u{a0}: {number}"),
                    format!("chosen documents: {number}"),
                )
            }
        };
        self.either(
            format!("accès temporaire de {whom} ({what})"),
            format!("temporary access of {whom} ({what})"),
        )
    }
}
