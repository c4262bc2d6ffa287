//! Openfire: system properties, which its admin console sets.

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::rules::task::Task;

/// How Openfire does it.
pub(super) fn text(task: &Task) -> Option<String> {
    Some(match task {
        Task::TlsModule => return None,
        Task::Encryption(Side::Client) => properties(&[("xmpp.client.tls.policy", "required")]),
        Task::Encryption(Side::Server) => properties(&[("xmpp.server.tls.policy", "required")]),
        Task::Listener(side, method, port) => listener(*side, *method, *port),
        Task::Certificate(domain) => format!(
            "# admin console, TLS Certificates, Certificate Stores, identity store for sockets:\n\
             # import the key and the chain for {domain},\n\
             # FOLDER/privkey.pem and FOLDER/fullchain.pem"
        ),
        Task::Domain(domain) => format!(
            "# Openfire serves one domain, that of the property xmpp.domain, read at its start:\n\
             # {domain} takes an Openfire of its own"
        ),
        Task::Dialback => properties(&[("xmpp.server.dialback.enabled", "true")]),
        Task::Scram => [
            "# admin console, Registration & Login, SASL Mechanisms: enable SCRAM-SHA-1",
            "# (and SCRAM-SHA-1-PLUS, where it is listed)",
        ]
        .join("\n"),
        Task::Sha256 => {
            "# there is nothing to set: up to 5.1 Openfire has SCRAM with SHA-1 only".to_owned()
        }
        Task::WithoutMechanisms(names) => format!(
            "# admin console, Registration & Login, SASL Mechanisms: disable {}",
            names.join(", ")
        ),
    })
}

fn listener(side: Side, method: Method, port: u16) -> String {
    let (active, at) = match (side, method) {
        (Side::Client, Method::StartTls) => ("xmpp.socket.plain.active", "xmpp.socket.plain.port"),
        (Side::Client, Method::DirectTls) => ("xmpp.socket.ssl.active", "xmpp.socket.ssl.port"),
        (Side::Server, Method::StartTls) => {
            ("xmpp.server.socket.active", "xmpp.server.socket.port")
        }
        (Side::Server, Method::DirectTls) => (
            "xmpp.server.socket.ssl.active",
            "xmpp.server.socket.ssl.port",
        ),
    };
    properties(&[(active, "true"), (at, &port.to_string())])
}

fn properties(values: &[(&str, &str)]) -> String {
    let lines = values
        .iter()
        .map(|(name, value)| format!("\n{name} = {value}"));
    format!(
        "# admin console, System Properties{}",
        lines.collect::<String>()
    )
}
