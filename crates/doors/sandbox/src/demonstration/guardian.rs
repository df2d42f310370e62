use chrono::{Days, Months, NaiveDate};
use config::ProtectedWith;
use consent::{
    rules::{CourtDecision, Orders},
    service::NewMeasure,
};
use flows::{House, measures};

use super::as_persona;
use crate::{
    Error,
    people::{ANGE, ODETTE},
};

/// Puts Ange in charge of Odette, as support does: one of them writes the decision of a judge down, another one confirms it.
pub(super) fn make(house: &House) -> Result<(), Error> {
    let now = house.clock.now();
    let today = now.with_timezone(&house.settings.country.time_zone).date_naive();
    let new = NewMeasure {
        space: ODETTE.space(now),
        of: Some(ANGE.space(now)),
        orders: Orders::Protection {
            with: ProtectedWith::Representation,
            measure: "guardianship".into(),
            from: None,
            until: today.checked_add_months(Months::new(60)).unwrap_or(NaiveDate::MAX),
        },
        decision: CourtDecision {
            court: "Tribunal judiciaire de Fictiville".to_owned().into(),
            decided_on: today.checked_sub_days(Days::new(30)).unwrap_or(today),
            number: None,
        },
    };
    let written = as_persona(house, "support", |one| {
        Ok(house.desk.write(|tx| measures::propose(house, tx, one, &new))?)
    })?;
    as_persona(house, "support-2", |other| {
        house.desk.write(|tx| measures::confirm(house, tx, other, new.space, written))?;
        Ok(())
    })
}
