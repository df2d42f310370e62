use kernel::Private;

use super::{
    super::{
        CdaFault, Moment,
        tree::At,
        value::{moment, moment_child},
    },
    quantity::Quantity,
    text::Texts,
};

/// When something is taken: from when, until when, how often.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// From when.
    pub start: Option<Moment>,
    /// Until when; none where it is not known or has no end.
    pub stop: Option<Moment>,
    /// How often.
    pub frequency: Option<Frequency>,
}

/// How often something is taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Frequency {
    /// Once in each such time, as every 8 `h`.
    pub every: Option<Quantity>,
    /// At an event of the day, code of HL7 TimingEvent, as `ACM` (before breakfast).
    pub event: Option<String>,
    /// In words, as the author wrote it.
    pub text: Option<Private<String>>,
}

impl Schedule {
    /// Reads all `effectiveTime` of an administration, and the parts of those that are put together; of two that say the
    /// same the first counts.
    pub(super) fn read(administration: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Self, CdaFault> {
        let mut found = Self::default();
        for time in administration.list("effectiveTime")? {
            let parts = time.list("comp")?;
            for part in std::iter::once(time).chain(parts) {
                found.add(part, texts)?;
            }
        }
        Ok(found)
    }

    fn add(&mut self, at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<(), CdaFault> {
        if self.frequency.is_none() {
            self.frequency = Frequency::read(at, texts)?;
        }
        let (start, stop) = (moment_child(at, "low")?, moment_child(at, "high")?);
        if self.start.is_none() {
            self.start = if start.is_some() { start } else { moment(at)? };
        }
        if self.stop.is_none() {
            self.stop = stop;
        }
        Ok(())
    }
}

impl Frequency {
    fn read(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let event = match at.child("event")? {
            Some(event) => event.attribute("code")?.filter(|code| code.len() <= 16).map(str::to_owned),
            None => None,
        };
        let (mut every, mut text) = (None, None);
        if let Some(period) = at.child("period")? {
            every = Quantity::read(period)?;
            if let Some(translation) = period.list("translation")?.first() {
                text = texts.of_child(*translation, "originalText")?;
            }
        }
        Ok((every.is_some() || event.is_some() || text.is_some()).then_some(Self { every, event, text }))
    }
}
