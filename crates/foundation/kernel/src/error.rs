/// What kind of failure an error is, whatever room it comes from.
///
/// Each crate's error says its kind; one table (in `webkit`, shown in `docs/errors.md`) turns kinds into HTTP
/// statuses, and nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request cannot be read: syntax, a missing or impossible value.
    Invalid,
    /// Nobody is logged in, or the token no longer counts.
    Unauthenticated,
    /// Known; a second factor has to be shown anew for this.
    StepUp,
    /// Known and refused; used only where the caller may know that the thing exists.
    Forbidden,
    /// Absent, or hidden: the caller cannot tell.
    NotFound,
    /// The request contradicts what is there.
    Conflict,
    /// The caller's version of the thing is not the current one.
    PreconditionFailed,
    /// More bytes than the limit.
    TooLarge,
    /// A range outside the content.
    RangeNotSatisfiable,
    /// A kind of content that is not taken.
    UnsupportedMedia,
    /// Readable, but it breaks a rule of the field.
    Unprocessable,
    /// Too often.
    TooMany,
    /// No place right now; try again after a moment.
    Overloaded,
    /// Our fault; the cause is in the log, never in the answer.
    Internal,
}
