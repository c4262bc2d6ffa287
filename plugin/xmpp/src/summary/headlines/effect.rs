//! Whom a fault hurts, and how.

use checker_kit::address::AddressClass;

use super::scene::Scene;
use crate::faults::Kind;

/// The effect of a fault, as a sentence; empty where it hurts nobody.
pub(super) fn effect(scene: &Scene<'_>) -> String {
    let whoever = scene.whoever();
    let who = &scene.who;
    match scene.fault.kind {
        Kind::NoSuchDomain => "Nobody finds the service.".into(),
        Kind::Resolver => {
            "What it did not answer is not known, and says nothing about the domain.".into()
        }
        Kind::Zone | Kind::Bogus => format!("{whoever} whose resolver sees the same find nothing."),

        Kind::NoRecords if scene.fallback_works => format!(
            "{whoever} that fall back to the domain's own address get through; others find nothing."
        ),
        Kind::NoRecords => format!("{whoever} cannot find the service."),
        Kind::NotOffered | Kind::DirectTlsOff | Kind::StartTlsAgain => String::new(),
        Kind::OnlyJabber => "No current client finds the service.".into(),
        Kind::OnlyDirectTls => format!("{whoever} that know only STARTTLS find no record."),
        Kind::NoDirectTls => {
            "Connections take two round trips more, and fail in networks that let only TLS through."
                .into()
        }
        Kind::Repeated => "Some software tries the same place twice.".into(),
        Kind::RootBesideRecords => {
            format!("{whoever} may take the service for one that is not offered.")
        }
        Kind::TargetIsAlias => "Some software does not follow an alias.".into(),
        Kind::TargetIsPrivate
            if scene
                .for_few()
                .into_iter()
                .all(|one| AddressClass::of(one).is_nobodys()) =>
        {
            no_way_there(scene)
        }
        Kind::TargetIsPrivate => format!("{whoever} outside that network cannot connect there."),
        Kind::FamilyDead => family_dead(scene),
        Kind::NoFamily => format!("{whoever} with {} only cannot connect.", scene.family()),
        Kind::RateLimited => format!("{whoever} that connect often are turned away for a while."),
        Kind::OneConnection => format!("{whoever} that share an address lock each other out."),
        Kind::IllFormed if !scene.locked_out => {
            format!("{whoever} with strict software lose the connection.")
        }
        Kind::OutdatedTls if scene.is_by_group() => {
            format!("{whoever} that do not offer that group cannot connect.")
        }
        Kind::OutdatedTls => {
            format!("{whoever} that insist on current cryptography cannot connect.")
        }
        Kind::NoStartTls if scene.offers_nothing() => no_way_there(scene),
        Kind::NoStartTls => {
            format!("{whoever} that insist on encryption cannot connect; the rest is in clear.")
        }
        Kind::Cleartext => format!(
            "Connections of {who} may stay in clear, and an attacker on the way can make them."
        ),
        Kind::Injection => {
            "What an attacker writes there may be taken for what TLS protects.".into()
        }
        Kind::NoMechanism => "Nobody can use the service.".into(),
        Kind::PlainOnly => {
            "The server learns every password, and so does whoever takes it over.".into()
        }
        Kind::NoScram => "Passwords are protected worse than they could be.".into(),
        Kind::WeakMechanisms => "Clients that choose them protect the password badly.".into(),
        Kind::NoPasswordLogin => {
            "Users with a password cannot log in: there may be no accounts, or they need a \
             certificate or a token."
                .into()
        }
        Kind::OnlySha1 => "Stored passwords are protected worse than they could be.".into(),
        Kind::NoChannelBinding => {
            "Somebody in the middle with a certificate for the domain goes unnoticed.".into()
        }
        Kind::ChannelBindingTypes => "Clients have to guess which binding works.".into(),
        Kind::Anonymous => "Strangers can use the service.".into(),
        Kind::NoServerAuthentication => {
            "Users of other servers cannot exchange messages with this domain.".into()
        }
        Kind::StrangersRefused => {
            "Servers with a valid certificate can federate; that could not be tried from here."
                .into()
        }
        Kind::ExternalRefused => {
            "Servers whose certificates are like it cannot authenticate by them.".into()
        }
        Kind::ExternalNotOffered => {
            "Servers whose certificates are like it authenticate by dialback, if at all.".into()
        }
        Kind::DialbackSilent => {
            "Servers that verify this domain by dialback refuse what its users send.".into()
        }
        Kind::DialbackAcceptsAnything => {
            "Other servers take forged messages for messages of this domain.".into()
        }
        Kind::DialbackRefused => {
            "Whether other servers get an answer could not be confirmed from here.".into()
        }
        Kind::TlsChecker => "Whether certificates are accepted is not known.".into(),
        Kind::ProberRoute
        | Kind::ProberPolicy
        | Kind::ProberLimit
        | Kind::ProberResources
        | Kind::ProberTime => {
            "What was not looked at is not known, and says nothing about the domain.".into()
        }
        Kind::IllFormed
        | Kind::PortZero
        | Kind::DeniedPort
        | Kind::WrongService
        | Kind::TargetIsAddress
        | Kind::TargetUnresolvable
        | Kind::HostDown
        | Kind::SideDown
        | Kind::AddressDead
        | Kind::PortDead
        | Kind::HostUnknown
        | Kind::Silent
        | Kind::Closes
        | Kind::NotXmpp
        | Kind::Redirect
        | Kind::StreamError
        | Kind::ClientCertificate
        | Kind::NoCertificate
        | Kind::Alpn
        | Kind::TlsFailed
        | Kind::TlsInFront => no_way_there(scene),
    }
}

/// What it means that one way does not lead in.
fn no_way_there(scene: &Scene<'_>) -> String {
    let whoever = scene.whoever();
    match scene.locked_out {
        true => format!("{whoever} cannot connect."),
        false => format!("{whoever} that try it first fail or lose time."),
    }
}

fn family_dead(scene: &Scene<'_>) -> String {
    let (dead, other) = match scene.family() {
        "IPv4" => ("IPv4", "IPv6"),
        _ => ("IPv6", "IPv4"),
    };
    let whoever = scene.whoever();
    match scene.locked_out {
        true => format!("{whoever} cannot connect."),
        false => format!(
            "{whoever} with {dead} wait in vain before they try {other}; those with {dead} \
             only cannot connect."
        ),
    }
}
