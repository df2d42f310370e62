use kernel::Private;

use super::{
    super::{
        CdaFault, Code, Moment,
        tree::At,
        value::{moment, moment_child},
    },
    Amount, Standing, Value,
    text::Texts,
};

/// A result: of a laboratory, of pathology, of an examination, or a vital sign.
#[derive(Clone, PartialEq, Eq)]
pub struct ClinicalResult {
    /// Of what.
    pub kind: ResultKind,
    /// Whether it was found.
    pub standing: Standing,
    /// What was looked for.
    pub code: Option<Code>,
    /// What the author calls it.
    pub name: Option<Private<String>>,
    /// What was found; none where the document gives no value.
    pub value: Option<Value>,
    /// How it is judged (HL7 ObservationInterpretation, as `H`).
    pub interpretation: Vec<Code>,
    /// What is usual.
    pub reference: Option<ReferenceRange>,
    /// When, or from when.
    pub at: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
}

/// Of what a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultKind {
    /// Of a medical laboratory.
    Laboratory,
    /// Of pathology.
    Pathology,
    /// A vital sign.
    VitalSign,
    /// Of another examination.
    Examination,
}

impl ResultKind {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Laboratory => "laboratory",
            Self::Pathology => "pathology",
            Self::VitalSign => "vital_sign",
            Self::Examination => "examination",
        }
    }
}

/// The usual range of a result.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferenceRange {
    /// In numbers.
    pub amount: Option<Amount>,
    /// In words.
    pub text: Option<Private<String>>,
}

/// Most judgements of one result.
const MOST_INTERPRETATIONS: usize = 10;

impl ClinicalResult {
    /// Reads an observation; nothing when it is meant and not made.
    pub(super) fn read(
        at: At<'_, '_>,
        kind: ResultKind,
        texts: &Texts<'_, '_>,
    ) -> Result<Option<Self>, CdaFault> {
        if at.attribute("moodCode")? != Some("EVN") {
            return Ok(None);
        }
        let code = Code::read_child(at, "code")?;
        let label = at.children("code").next().map_or(Ok(None), |coded| texts.name_of(coded))?;
        let name = if label.is_some() { label } else { texts.of_child(at, "text")? };
        if code.is_none() && name.is_none() {
            return Err(at.missing("code", "what was looked for, a code or a name"));
        }
        let mut interpretation = Vec::new();
        for judgement in at.list("interpretationCode")?.into_iter().take(MOST_INTERPRETATIONS) {
            interpretation.extend(Code::read(judgement)?);
        }
        let (begin, until) = when(at)?;
        let value = Value::read(at, texts)?;
        let reference = reference(at, texts)?;
        let standing = Standing::read(at)?;
        Ok(Some(Self { kind, standing, code, name, value, interpretation, reference, at: begin, until }))
    }
}

fn when(at: At<'_, '_>) -> Result<(Option<Moment>, Option<Moment>), CdaFault> {
    let Some(time) = at.child("effectiveTime")? else { return Ok((None, None)) };
    let low = moment_child(time, "low")?;
    Ok((if low.is_some() { low } else { moment(time)? }, moment_child(time, "high")?))
}

/// The first range that says something; those for other people or other judgements stand in the text.
fn reference(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<ReferenceRange>, CdaFault> {
    for range in at.list("referenceRange")? {
        let Some(range) = range.child("observationRange")? else { continue };
        let found = ReferenceRange {
            amount: Amount::read_child(range, "value")?,
            text: texts.of_child(range, "text")?,
        };
        if found.amount.is_some() || found.text.is_some() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
