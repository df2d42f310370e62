use identity::{BirthDate, GivenIdentity, Sex, StrictTraits};
use kernel::{ErrorKind, Ins, InsOid, Private};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Problem};

use crate::errors;

/// A national health identity (INS) with the OID that says its kind.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Ins)]
pub(crate) struct InsGiven {
    /// 13 characters and the key of 2 digits; spaces are allowed.
    #[schema(value_type = String, example = "2 80 07 75 056 001 54")]
    value: Private<String>,
    /// `1.2.250.1.213.1.4.8` NIR, `.9` NIA, `.10` test, `.11` demonstration.
    #[schema(example = "1.2.250.1.213.1.4.10")]
    oid: String,
}

impl InsGiven {
    /// Reads the number; `pointer` is where it stands in the body.
    ///
    /// # Errors
    /// 422 for an unknown OID, another shape, or a production number with a wrong key.
    pub(crate) fn read(&self, pointer: &str) -> Result<Ins, Problem> {
        let oid = InsOid::parse(&self.oid).ok_or_else(|| {
            let expected = "`1.2.250.1.213.1.4.8` (NIR), `.9` (NIA), `.10` (test) or `.11` (demonstration)";
            Problem::fault(ErrorKind::Unprocessable, Fault::new(format!("{pointer}/oid"), expected))
        })?;
        let read = Ins::parse(self.value.reveal(), oid);
        read.map(|(ins, _)| ins).map_err(|fault| errors::of_ins(&format!("{pointer}/value"), &fault))
    }
}

/// The whole tuple of strict traits.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StrictTraits)]
pub(crate) struct TraitsGiven {
    /// Family name of birth.
    #[schema(value_type = String, example = "DESMAUX")]
    birth_name: Private<String>,
    /// Given names of birth, all of them, in order.
    #[schema(value_type = Vec<String>, example = json!(["NATHALIE", "ANNE"]))]
    first_names: Vec<Private<String>>,
    /// `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where the rest is unknown.
    #[schema(
        value_type = String,
        example = "1980-07-01",
        pattern = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
    )]
    birth_date: BirthDate,
    /// Administrative sex: `F`, `M` or `UN`.
    #[schema(value_type = String, example = "F", pattern = "^(F|M|UN)$")]
    sex: Sex,
    /// Official geographic code of the place of birth, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "75056")]
    birthplace: Option<Private<String>>,
}

impl From<TraitsGiven> for StrictTraits {
    fn from(given: TraitsGiven) -> Self {
        let TraitsGiven { birth_name, first_names, birth_date, sex, birthplace } = given;
        Self { birth_name, first_names, birth_date, sex, birthplace }
    }
}

/// The patient that a document is about, as far as the depositor knows the identity.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Patient)]
pub(crate) struct PatientGiven {
    /// The INS.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ins: Option<InsGiven>,
    /// Family name of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "DESMAUX")]
    birth_name: Option<Private<String>>,
    /// Given names of birth, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, example = json!(["NATHALIE"]))]
    first_names: Vec<Private<String>>,
    /// `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where the rest is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        value_type = Option<String>,
        nullable = false,
        example = "1980-07-01",
        pattern = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
    )]
    birth_date: Option<BirthDate>,
    /// Administrative sex: `F`, `M` or `UN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "F", pattern = "^(F|M|UN)$")]
    sex: Option<Sex>,
    /// Official geographic code of the place of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "75056")]
    birthplace: Option<Private<String>>,
}

impl PatientGiven {
    /// The identity given, with its INS read.
    ///
    /// # Errors
    /// 422 for an INS that cannot be one.
    pub(crate) fn read(self) -> Result<GivenIdentity, Problem> {
        let Self { ins, birth_name, first_names, birth_date, sex, birthplace } = self;
        let ins = ins.map(|ins| ins.read("/patient/ins")).transpose()?.into_iter().collect();
        Ok(GivenIdentity { ins, birth_name, first_names, birth_date, sex, birthplace })
    }
}
