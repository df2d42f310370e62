use std::process::ExitCode;

use clap::Subcommand;
use flows::{AdminToInvite, House};
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
        /// First and family name, as the journal will write them.
        #[arg(long)]
        name: String,
        /// Where the link goes.
        #[arg(long)]
        email: Address,
        /// What the person may do; several times for several.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<AdminRole>,
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
        Admin::Invite { name, email: address, roles, language } => {
            invite(house, &AdminToInvite { name, address, roles: once(roles), language })
        }
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

fn invite(house: &House, asked: &AdminToInvite) -> Result<ExitCode, Fault> {
    if !house.post.is_open() {
        let reason = "`mail`: the invitation goes by mail; name a mail server first".to_owned();
        return Err(Fault::Refused(vec![reason]));
    }
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
