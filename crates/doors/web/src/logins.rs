use consent::Language;
use secrecy::SecretString;
use webkit::Problem;

/// Further ways to log in, beside the identity providers of the house, handed over by whoever builds the program: doors
/// do not know each other.
pub trait Logins: Send + Sync + 'static {
    /// What a visitor may choose, in the order in which it is shown; read for each page.
    fn choices(&self, language: Language) -> Vec<Choice>;

    /// What stands beside the choices: a page where something about logging in is tried that is not chosen here.
    fn beside(&self, language: Language) -> Option<Beside>;

    /// Begins a session for a choice and gives its access token; `None` when there is no such choice. It is called on
    /// a thread that may wait.
    ///
    /// # Errors
    /// What a session cannot be begun for.
    fn begin(&self, choice: &str) -> Result<Option<SecretString>, Problem>;
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub id: String,
    /// What the button says: a name.
    pub name: String,
    /// Who that is, in the visitor's language.
    pub about: String,
    /// What somebody who tries the product should know, in the visitor's language.
    pub note: Option<String>,
}

/// A page to which the log-in page leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// What for, in the visitor's language; the text of the link.
    pub text: String,
    /// Its address.
    pub address: String,
}
