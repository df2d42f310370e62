use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

/// Where a try comes from: an address of the fourth version, or the /64 of one of the sixth, which is one household's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network([u8; 16]);

impl Network {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_ipv6_mapped().octets()),
            IpAddr::V6(address) => {
                let mut octets = address.octets();
                octets.iter_mut().skip(8).for_each(|octet| *octet = 0);
                Self(octets)
            }
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What may be tried so many times an hour. A budget is of an address, a network, a device or an account; whoever uses up
/// that of an address from elsewhere leaves that of its owner's own devices untouched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// Passwords for one address, from devices that are not known.
    PasswordOfAddress,
    /// Passwords from one network, from devices that are not known, whatever address they are for.
    PasswordOfNetwork,
    /// Passwords for the account in which a device has logged in before, from that device.
    PasswordOfDevice,
    /// Log-ins for one address from one network, right ones too, from whatever device.
    LogInFromNetwork,
    /// Second factors of one account, from devices that are not known.
    FactorOfAccount,
    /// Second factors of an account, from a device that has logged in before.
    FactorOfDevice,
    /// Codes of accounts that a mediator types.
    CodeOfMediator,
    /// Mails that strangers ask for, to one address.
    MailToAddress,
    /// Mails that are asked for from one network.
    MailOfNetwork,
    /// Mails to other addresses that somebody with an account asks for.
    MailOfAccount,
    /// Mails that tell an account of browsers that it does not know.
    NewsOfDevices,
    /// Passwords that are chosen behind one link.
    ChoiceOfLink,
}

impl Budget {
    /// The time after which tries no longer count.
    pub(crate) const WINDOW: TimeDelta = TimeDelta::hours(1);

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PasswordOfAddress => "password-address",
            Self::PasswordOfNetwork => "password-network",
            Self::PasswordOfDevice => "password-device",
            Self::LogInFromNetwork => "log-in-network",
            Self::FactorOfAccount => "factor-account",
            Self::FactorOfDevice => "factor-device",
            Self::CodeOfMediator => "code-mediator",
            Self::MailToAddress => "mail-address",
            Self::MailOfNetwork => "mail-network",
            Self::MailOfAccount => "mail-account",
            Self::NewsOfDevices => "news-devices",
            Self::ChoiceOfLink => "choice-link",
        }
    }

    /// Tries in an hour.
    pub fn most(self) -> i32 {
        match self {
            Self::PasswordOfAddress | Self::PasswordOfDevice => 10,
            Self::FactorOfAccount | Self::FactorOfDevice | Self::CodeOfMediator => 10,
            Self::ChoiceOfLink => 10,
            Self::PasswordOfNetwork | Self::LogInFromNetwork => 60,
            Self::MailToAddress | Self::MailOfAccount | Self::NewsOfDevices => 4,
            Self::MailOfNetwork => 30,
        }
    }

    /// How long somebody waits who has tried so often since then.
    pub(crate) fn wait(self, tries: i32, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<TimeDelta> {
        (tries > self.most()).then(|| (since + Self::WINDOW - now).max(TimeDelta::zero()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_household_is_one_network_and_its_neighbour_another() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
    }
}
