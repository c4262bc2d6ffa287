//! What is wrong, in a few words.

use checker_kit::text::list;
use checker_stream::side::Side;

use super::scene::Scene;
use crate::faults::Kind;
use crate::words::{RARE_GROUP, really_there, side_name, some, with_meaning};

/// The title of a fault.
pub(super) fn title(scene: &Scene<'_>) -> String {
    let about = scene.about();
    let (host, port) = scene.host_and_port();
    let side = scene.side();
    match scene.fault.kind {
        Kind::NoSuchDomain => format!("The domain {} does not exist", scene.domain),
        Kind::Resolver if about.is_empty() => "The resolver does not answer".into(),
        Kind::Resolver if scene.is_foreign() => {
            format!("The resolver does not answer for {about}; its name servers may be dead")
        }
        Kind::Resolver => format!("The resolver does not answer for {about}"),
        Kind::Zone => format!("The name servers of {about} fail"),
        Kind::Bogus => format!("DNSSEC validation of {about} fails"),

        Kind::NoRecords => match side {
            Some(side) => format!("No {} SRV records are published", side_name(side)),
            None => "No SRV records are published".into(),
        },
        Kind::NotOffered => {
            format!(
                "The {} service is declared not offered",
                side.map_or("", side_name)
            )
        }
        Kind::OnlyJabber => "Only the legacy record _jabber._tcp is published".into(),
        Kind::OnlyDirectTls => format!("Only direct TLS is published for {}", scene.who),
        Kind::NoDirectTls => "Direct TLS for clients is not published".into(),
        Kind::DirectTlsOff => "Direct TLS for clients is declared not offered".into(),
        Kind::Repeated => format!("A record of {about} stands there more than once"),
        Kind::RootBesideRecords => {
            format!("{about} says \"not offered\" beside real records")
        }
        Kind::PortZero => "A record names port 0".into(),
        Kind::DeniedPort => {
            format!("A record names port {port}, which belongs to another protocol")
        }
        Kind::WrongService => wrong_service(scene),
        Kind::TargetIsAddress => format!("The SRV target {about} is an address, not a name"),
        Kind::TargetUnresolvable => format!("The SRV target {about} does not resolve"),
        Kind::TargetIsAlias => format!("The SRV target {about} is an alias"),
        Kind::TargetIsPrivate => target_is_private(scene),

        Kind::HostDown => host_down(scene),
        Kind::SideDown => side_down(scene),
        Kind::FamilyDead => {
            format!(
                "Nothing answers over {} ({})",
                scene.family(),
                some(&scene.addresses())
            )
        }
        Kind::AddressDead => format!("Nothing answers at {about}"),
        Kind::PortDead if scene.refused() => format!("Nothing listens on port {port} of {host}"),
        Kind::PortDead => format!("Port {port} of {host} does not answer"),
        Kind::NoFamily => format!("There is no {} address", scene.family()),

        Kind::HostUnknown if scene.is_for_servers_only() => format!(
            "The server on {about} does not serve {} to clients",
            scene.domain
        ),
        Kind::HostUnknown => format!("The server on {about} does not know {}", scene.domain),
        Kind::RateLimited => format!("The server on {about} limits connections"),
        Kind::OneConnection => format!("The server on {about} takes one connection at a time"),
        Kind::Silent => format!("The server on {about} accepts connections and does not answer"),
        Kind::Closes => format!("The server on {about} ends connections without a reason"),
        Kind::IllFormed => format!("The server on {about} sends XML that is not well-formed"),
        Kind::NotXmpp => format!("Port {port} of {host} does not speak XMPP"),
        Kind::Redirect => format!("The server on {about} sends peers where they cannot follow"),
        Kind::StreamError => {
            let (condition, host) = about.split_once(':').unwrap_or((about, ""));
            format!("The server on {host} ends streams with {condition}")
        }

        Kind::OutdatedTls if scene.is_by_group() => {
            format!("The server on {about} agrees only to {RARE_GROUP}")
        }
        Kind::OutdatedTls => format!("The server on {about} has no current cryptography to offer"),
        Kind::ClientCertificate => format!("The server on {about} demands a client certificate"),
        Kind::NoCertificate => format!("The server on {about} has no certificate"),
        Kind::Alpn => format!("Port {port} of {host} refuses the ALPN name of XMPP"),
        Kind::TlsFailed => format!("The TLS handshake with {about} fails"),

        Kind::NoStartTls => format!("STARTTLS does not work for {}", scene.who),
        Kind::Cleartext => format!("Encryption is not required of {}", scene.who),
        Kind::Injection => format!("{about} sends bytes in clear where TLS begins"),
        Kind::StartTlsAgain => "STARTTLS is offered under TLS".into(),
        Kind::TlsInFront => format!("TLS on port {port} of {host} ends in front of the server"),

        Kind::NoMechanism => "Nobody can log in".into(),
        Kind::PlainOnly => "PLAIN is the only password mechanism".into(),
        Kind::NoScram => "SCRAM is not offered".into(),
        Kind::WeakMechanisms => "Outdated login mechanisms are offered".into(),
        Kind::NoPasswordLogin => "There is no login by password".into(),
        Kind::OnlySha1 => "SCRAM is offered with SHA-1 only".into(),
        Kind::NoChannelBinding => "Logins cannot be bound to the TLS channel".into(),
        Kind::ChannelBindingTypes => "The types of channel binding are not announced".into(),
        Kind::Anonymous => "Anybody can get a session".into(),
        Kind::NoServerAuthentication => "Other servers cannot authenticate".into(),
        Kind::StrangersRefused => "Servers without a valid certificate are refused".into(),
        Kind::ExternalRefused => "The prober's certificate is refused".into(),
        Kind::ExternalNotOffered => "EXTERNAL is not offered to the prober's certificate".into(),
        Kind::DialbackSilent => "Dialback is offered and not answered".into(),
        Kind::DialbackAcceptsAnything => "Anybody can pretend to be this domain".into(),
        Kind::DialbackRefused => "Questions about dialback keys are refused".into(),

        Kind::TlsChecker => "Certificates could not be looked at".into(),
        Kind::ProberRoute => "This machine cannot get to some addresses".into(),
        Kind::ProberPolicy => "The prober's policy forbids some destinations".into(),
        Kind::ProberLimit => "A limit of the prober was reached".into(),
        Kind::ProberResources => "The prober's machine is short of resources".into(),
        Kind::ProberTime => "The time for the whole check was up".into(),
    }
}

fn target_is_private(scene: &Scene<'_>) -> String {
    let about = scene.about();
    let few = scene.for_few();
    match few.is_empty() {
        true => format!("{about} has an address that is not for everybody"),
        false => format!("{about} resolves to {}", with_meaning(&few)),
    }
}

fn wrong_service(scene: &Scene<'_>) -> String {
    let mut parts = scene.about().splitn(2, ':');
    let (record, place) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let mut found = scene
        .endpoints
        .iter()
        .filter_map(|endpoint| endpoint.diagnosis);
    let what = found.next().map_or("something else", really_there);
    match record {
        "fallback" => format!("The domain's own address, {place}, leads to {what}"),
        _ => format!("The record {record} leads to {what} ({place})"),
    }
}

fn host_down(scene: &Scene<'_>) -> String {
    match scene.refused() {
        true => format!("The server on {} is not running", scene.about()),
        false => format!("Nothing answers at {}", scene.about()),
    }
}

fn side_down(scene: &Scene<'_>) -> String {
    let (side, host) = scene.about().split_once(':').unwrap_or(("", scene.about()));
    let whom = match side == Side::Client.word() {
        true => "clients",
        false => "other servers",
    };
    let ports = list(&scene.ports());
    match scene.refused() {
        true => format!("Nothing on {host} listens for {whom} (ports {ports})"),
        false => format!("The ports of {host} for {whom} do not answer ({ports})"),
    }
}
