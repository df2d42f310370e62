use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::{Ask, Language};
use documents::{
    Content,
    cda::entries::{
        Amount, ClinicalResult, Dosage, Entries, Medicine, MedicineUse, Quantity, Standing, Vaccine, Value,
    },
};
use kernel::Private;
use webkit::{Path, Problem};

use super::{documents::address, place::OneDocument, record_head::RecordHead};
use crate::{
    State, errors,
    moments::precise,
    shell::{Shell, page},
    texts::text,
    visitor::Visitor,
};

/// `GET /spaces/{space}/documents/{document}/entries`: the results, medicines and vaccines that a clinical document
/// states in coded entries. What was refused, called off or only planned is said to be so beside its name.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(OneDocument { space, document }): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let released = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| {
            let (heading, _) = flows::record::document(house, tx, actor, space, Ask::default(), document)?;
            Ok((heading, house.documents.entries(tx, actor, space, Ask::default(), document)?))
        })
    });
    let (me, (heading, content)) = released.await?;
    let title = content.document.words.title.clone();
    let entries = match content.document.is_clinical() {
        true => extracted(&visitor, &state, content).await?,
        false => Entries::default(),
    };
    let words = Words { zone: heading.zone, language };
    let view = EntriesPage {
        head: RecordHead::new(heading, space, me.side, language),
        page: Shell::inside(&visitor, &state, me)?,
        here: address(space, document),
        title,
        skipped: entries.skipped > 0,
        cut: entries.cut,
        lists: words.lists(entries),
    };
    page(&visitor, StatusCode::OK, &view)
}

async fn extracted(visitor: &Visitor, state: &State, content: Content) -> Result<Entries, Problem> {
    let (language, person) = (visitor.language(), visitor.claims()?.person.uuid());
    let (found, size) = (content.document.clone(), content.document.size);
    let held = state.labours().contents.hold(person, usize::try_from(size).unwrap_or(usize::MAX))?;
    let house = state.house_shared();
    let opened = content.open(&house.documents, 0..size).await;
    let opened = opened.map_err(|error| errors::problem(&error, language))?;
    let extracted = state.labours().reading.run(person, move || {
        let _held = held;
        house.documents.extract(&found, &opened.bytes).map_err(|error| errors::problem(&error, language))
    });
    extracted.await
}

/// What the three lists show.
struct Lists {
    results: Vec<ResultRow>,
    medicines: Vec<MedicineRow>,
    vaccines: Vec<VaccineRow>,
}

struct ResultRow {
    name: Private<String>,
    value: Private<String>,
    judged: Private<String>,
    usual: String,
    when: String,
    standing: Option<String>,
}

struct MedicineRow {
    name: Private<String>,
    dosages: Vec<Private<String>>,
    standing: String,
    took_place: bool,
}

struct VaccineRow {
    name: Private<String>,
    when: String,
    dose_number: String,
    lot: Private<String>,
    by: Private<String>,
    standing: String,
    took_place: bool,
}

/// How entries are said in one language.
#[derive(Clone, Copy)]
struct Words {
    zone: Tz,
    language: Language,
}

impl Words {
    fn lists(self, entries: Entries) -> Lists {
        Lists {
            results: entries.results.into_iter().map(|result| self.result(result)).collect(),
            medicines: entries.medicines.into_iter().map(|medicine| self.medicine(medicine)).collect(),
            vaccines: entries.vaccines.into_iter().map(|vaccine| self.vaccine(vaccine)).collect(),
        }
    }

    fn t(self, key: &str) -> String {
        text(self.language, key)
    }

    fn result(self, result: ClinicalResult) -> ResultRow {
        let code = result.code.map(|code| Private::new(code.code));
        let (usual, usual_words) = result.reference.map_or((None, None), |range| (range.amount, range.text));
        let usual = usual.map(|amount| self.amount(&amount));
        let judged = result
            .interpretation
            .into_iter()
            .map(|code| code.display.map_or_else(|| code.code.clone(), |label| label.reveal().clone()));
        ResultRow {
            name: result.name.or(code).unwrap_or_default(),
            value: result.value.map(|value| self.value(value)).unwrap_or_default(),
            judged: Private::new(judged.collect::<Vec<_>>().join(", ")),
            usual: usual.or_else(|| usual_words.map(|words| words.reveal().clone())).unwrap_or_default(),
            when: result.at.map(|at| precise(&at, self.zone, self.language)).unwrap_or_default(),
            standing: match result.standing {
                Standing::Recorded => None,
                Standing::Denied => Some(self.t("entries-denied")),
                other => Some(self.standing(other)),
            },
        }
    }

    fn medicine(self, medicine: Medicine) -> MedicineRow {
        let used = match medicine.used {
            MedicineUse::Taken => "entries-taken",
            MedicineUse::Prescribed => "entries-prescribed",
            MedicineUse::Dispensed => "entries-dispensed",
        };
        let took_place = matches!(medicine.standing, Standing::Recorded | Standing::Ongoing);
        MedicineRow {
            name: medicine.product.name.unwrap_or_default(),
            dosages: medicine.dosages.into_iter().map(|dosage| self.dosage(dosage)).collect(),
            standing: match medicine.standing {
                Standing::Recorded | Standing::Ongoing => self.t(used),
                Standing::Denied => self.t("entries-not-taken"),
                other => self.standing(other),
            },
            took_place,
        }
    }

    fn vaccine(self, vaccine: Vaccine) -> VaccineRow {
        let performer = vaccine.performer;
        let by = performer.and_then(|by| by.name.or(by.organisation));
        VaccineRow {
            name: vaccine.product.name.unwrap_or_default(),
            when: vaccine.at.map(|at| precise(&at, self.zone, self.language)).unwrap_or_default(),
            dose_number: vaccine.dose_number.map(|number| number.to_string()).unwrap_or_default(),
            lot: vaccine.product.lot.unwrap_or_default(),
            by: by.unwrap_or_default(),
            standing: match vaccine.standing {
                Standing::Recorded => self.t("entries-given"),
                Standing::Denied => self.t("entries-not-given"),
                other => self.standing(other),
            },
            took_place: vaccine.standing == Standing::Recorded,
        }
    }

    fn standing(self, standing: Standing) -> String {
        self.t(match standing {
            Standing::Recorded => "entries-recorded",
            Standing::Ongoing => "entries-ongoing",
            Standing::Intended => "entries-intended",
            Standing::Stopped => "entries-stopped",
            Standing::Cancelled => "entries-cancelled",
            Standing::Denied => "entries-denied",
        })
    }

    fn dosage(self, dosage: Dosage) -> Private<String> {
        let mut parts = Vec::new();
        parts.extend(dosage.dose.map(|dose| self.amount(&dose)));
        if let Some(frequency) = dosage.schedule.frequency {
            let every =
                frequency.every.map(|every| format!("{} {}", self.t("entries-every"), quantity(&every)));
            parts.extend(frequency.text.map(|text| text.reveal().clone()).or(every).or(frequency.event));
        }
        parts.extend(dosage.route.and_then(|route| route.display).map(|label| label.reveal().clone()));
        let said = |at| precise(&at, self.zone, self.language);
        parts
            .extend(dosage.schedule.start.map(|start| format!("{} {}", self.t("entries-from"), said(start))));
        parts.extend(dosage.schedule.stop.map(|stop| format!("{} {}", self.t("entries-until"), said(stop))));
        Private::new(parts.join(", "))
    }

    fn value(self, value: Value) -> Private<String> {
        match value {
            Value::Quantity(found) => Private::new(quantity(&found)),
            Value::Interval(amount) => Private::new(self.amount(&amount)),
            Value::Ratio { numerator, denominator } => {
                Private::new(format!("{}\u{a0}: {}", quantity(&numerator), quantity(&denominator)))
            }
            Value::Coded { code, name } => name.unwrap_or_else(|| Private::new(code.code)),
            Value::Text(text) => text,
            Value::Truth(value) => Private::new(self.t(if value { "entries-yes" } else { "entries-no" })),
            Value::Moment(at) => Private::new(precise(&at, self.zone, self.language)),
        }
    }

    fn from(self, low: &Quantity, amount: &Amount) -> String {
        let how = if amount.above { "entries-above" } else { "entries-at-least" };
        format!("{} {}", self.t(how), quantity(low))
    }

    fn to(self, high: &Quantity, amount: &Amount) -> String {
        let how = if amount.below { "entries-below" } else { "entries-at-most" };
        format!("{} {}", self.t(how), quantity(high))
    }

    fn amount(self, amount: &Amount) -> String {
        match (&amount.low, &amount.high) {
            (Some(low), Some(high)) if low == high => quantity(low),
            (Some(low), Some(high)) if low.unit == high.unit && !amount.above && !amount.below => {
                format!("{} – {}", low.value.as_str(), quantity(high))
            }
            (Some(low), Some(high)) if !amount.above && !amount.below => {
                format!("{} – {}", quantity(low), quantity(high))
            }
            (Some(low), Some(high)) => format!("{}, {}", self.from(low, amount), self.to(high, amount)),
            (Some(low), None) => self.from(low, amount),
            (None, Some(high)) => self.to(high, amount),
            (None, None) => String::new(),
        }
    }
}

fn quantity(quantity: &Quantity) -> String {
    match &quantity.unit {
        Some(unit) => format!("{}\u{a0}{unit}", quantity.value.as_str()),
        None => quantity.value.as_str().to_owned(),
    }
}

#[derive(Template)]
#[template(path = "entries.html")]
struct EntriesPage {
    page: Shell,
    head: RecordHead,
    here: String,
    title: Private<String>,
    lists: Lists,
    skipped: bool,
    cut: bool,
}
