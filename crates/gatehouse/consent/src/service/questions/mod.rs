//! Accesses that look like curiosity: what is seen of them, and what their holders are asked.

mod answer;
mod ask;
mod list;
mod score;

pub use answer::{AnswerQuestion, QuestionAnswer};
pub use ask::{AskAboutAccess, Asked};
pub use list::{AccessQuestion, ReadAccessQuestions, SeenQuestion};
pub use score::{AccessToScore, Likeness, Scored, Sign};
