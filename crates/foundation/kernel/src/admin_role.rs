use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Language;

/// What an admin may do. None of them opens a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminRole {
    /// Writes prevention campaigns.
    CampaignAuthor,
    /// Approves campaigns that somebody else wrote.
    CampaignApprover,
    /// Registers projects of secondary use.
    ProjectRegistrar,
    /// Helps citizens in their presence.
    Mediator,
    /// Answers citizens and professionals, and keeps identities and the life of spaces in order.
    Support,
    /// Reads what was done, never what about.
    Auditor,
}

impl AdminRole {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::CampaignAuthor,
        Self::CampaignApprover,
        Self::ProjectRegistrar,
        Self::Mediator,
        Self::Support,
        Self::Auditor,
    ];

    /// Its name in the database, in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CampaignAuthor => "campaign_author",
            Self::CampaignApprover => "campaign_approver",
            Self::ProjectRegistrar => "project_registrar",
            Self::Mediator => "mediator",
            Self::Support => "support",
            Self::Auditor => "auditor",
        }
    }

    /// What it is called for a person.
    pub fn label(self, language: Language) -> &'static str {
        use Language::{English, French};
        match (self, language) {
            (Self::CampaignAuthor, French) => "auteur de campagnes de prévention",
            (Self::CampaignAuthor, English) => "author of prevention campaigns",
            (Self::CampaignApprover, French) => "valideur de campagnes de prévention",
            (Self::CampaignApprover, English) => "approver of prevention campaigns",
            (Self::ProjectRegistrar, French) => "responsable des projets d’usage secondaire",
            (Self::ProjectRegistrar, English) => "registrar of projects of secondary use",
            (Self::Mediator, French) => "médiateur numérique",
            (Self::Mediator, English) => "mediator",
            (Self::Support, French) => "assistance",
            (Self::Support, English) => "support",
            (Self::Auditor, French) => "auditeur",
            (Self::Auditor, English) => "auditor",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

impl fmt::Display for AdminRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
