use std::process::ExitCode;

use clap::Subcommand;
use flows::{AdminToInvite, House, WhichAdmin};
use identity::service::account::InvitationAgain;
use kernel::{AdminRole, Language, PersonId};
use mail::Address;

use crate::{
    fault::Fault,
    say,
    start::{Decided, as_in_the_sandbox},
    whole,
};

/// What an operator does with those who run the service. None of their roles opens a record.
#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Invite somebody: a mail takes the link, which counts once and for seven days.
    Invite {
        /// Send another link to an admin, by the address of the account or the id that `admin list` shows; the links before
        /// it work no more.
        #[arg(long, value_parser = which, conflicts_with_all = ["name", "roles"])]
        again: Option<WhichAdmin>,
        /// First and family name, as the journal will write them.
        #[arg(long, required_unless_present = "again")]
        name: Option<String>,
        /// Where the link goes; with `--again` for whoever has no account yet.
        #[arg(long, required_unless_present = "again")]
        email: Option<Address>,
        /// What the person may do; several times for several.
        #[arg(long = "role", required_unless_present = "again", value_parser = role)]
        roles: Vec<AdminRole>,
        /// Take the second factors of the account away, of whoever has lost them; their owner is told by mail.
        #[arg(long, requires = "again")]
        without_factors: bool,
        /// In which language the mail is written.
        #[arg(long, default_value = "fr", value_parser = language)]
        language: Language,
    },
    /// List everybody who runs or ran the service.
    List,
    /// Give an admin these roles and no other; they count from the next call on.
    Roles {
        /// The id that `admin list` shows.
        person: PersonId,
        /// What the person may do; several times for several.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<AdminRole>,
    },
    /// End somebody's work as an admin; every session of theirs ends at once.
    Stop {
        /// The id that `admin list` shows.
        person: PersonId,
    },
}

fn role(text: &str) -> Result<AdminRole, String> {
    AdminRole::parse(text).ok_or_else(|| {
        let names: Vec<&str> = AdminRole::ALL.iter().map(|role| role.as_str()).collect();
        format!("one of {}", names.join(", "))
    })
}

fn which(text: &str) -> Result<WhichAdmin, String> {
    match text.parse::<PersonId>() {
        Ok(person) => Ok(WhichAdmin::Id(person)),
        Err(_) => text.parse().map(WhichAdmin::Address).map_err(|_| "an id or an e-mail address".to_owned()),
    }
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "fr" => Ok(Language::French),
        "en" => Ok(Language::English),
        _ => Err("`fr` or `en`".to_owned()),
    }
}

/// Does it.
pub(super) fn run(command: Admin) -> Result<ExitCode, Fault> {
    let mut decided = Decided::read()?;
    // The private database is the sandbox's, whose mails are files.
    if whole::is_private(&decided) {
        let port = decided.settings.server.listen.port();
        as_in_the_sandbox(&mut decided.settings, port);
    }
    decided.in_house(|house| match command {
        Admin::Invite { again: Some(which), email: address, language, without_factors, .. } => {
            invite_again(house, &which, &InvitationAgain { address, language, without_factors })
        }
        Admin::Invite { name: Some(name), email: Some(address), roles, language, .. } => {
            invite(house, &AdminToInvite { name, address, roles: once(roles), language })
        }
        // The command line asks for both.
        Admin::Invite { .. } => Ok(ExitCode::from(2)),
        Admin::List => list(house),
        Admin::Roles { person, roles } => {
            let roles = once(roles);
            let done = house.desk.write(|tx| house.identity.set_admin_roles(tx, person, &roles));
            done.map_err(Fault::at("not changed"))?;
            say::line(format_args!("{person} is {}", names(&roles)));
            Ok(ExitCode::SUCCESS)
        }
        Admin::Stop { person } => {
            let ended = house.desk.write(|tx| house.identity.stop_admin(tx, person));
            let ended = ended.map_err(Fault::at("not stopped"))?;
            say::line(format_args!("{person} is no admin any more; {ended} sessions ended"));
            Ok(ExitCode::SUCCESS)
        }
    })
}

fn require_mail(house: &House) -> Result<(), Fault> {
    let reason = || "`mail`: the invitation goes by mail; name a mail server first".to_owned();
    if house.post.is_open() { Ok(()) } else { Err(Fault::Refused(vec![reason()])) }
}

fn invite_again(house: &House, which: &WhichAdmin, again: &InvitationAgain) -> Result<ExitCode, Fault> {
    require_mail(house)?;
    let (person, factors) =
        flows::invite_admin_again(house, which, again).map_err(Fault::at("not invited"))?;
    say::line(format_args!(
        "{person} is invited again; a worker sends the link, which counts for seven days"
    ));
    match factors {
        0 => say::line(format_args!("the first second factor is added within half an hour of it")),
        _ => say::line(format_args!(
            "{factors} second factors stay and are asked for; --without-factors takes them away"
        )),
    }
    Ok(ExitCode::SUCCESS)
}

fn invite(house: &House, asked: &AdminToInvite) -> Result<ExitCode, Fault> {
    require_mail(house)?;
    let person = flows::invite_admin(house, asked).map_err(Fault::at("not invited"))?;
    say::line(format_args!("{person} is invited; a worker sends the link, which counts for seven days"));
    Ok(ExitCode::SUCCESS)
}

fn list(house: &House) -> Result<ExitCode, Fault> {
    let admins = house.desk.read(|rtx| house.identity.admins(rtx)).map_err(Fault::at("no list"))?;
    say::line("id                                    state    name  (roles)");
    for admin in admins {
        let state = if admin.active { "active" } else { "ended" };
        say::line(format_args!(
            "{}  {state:<7}  {}  ({})",
            admin.person,
            admin.name.reveal(),
            names(&admin.roles)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn once(mut roles: Vec<AdminRole>) -> Vec<AdminRole> {
    roles.sort_unstable();
    roles.dedup();
    roles
}

fn names(roles: &[AdminRole]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}
