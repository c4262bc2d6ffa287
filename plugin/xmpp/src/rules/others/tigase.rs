//! Tigase: `etc/config.tdsl`, and the settings of a domain in its admin UI.

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::rules::task::Task;

/// How Tigase does it.
pub(super) fn text(task: &Task) -> Option<String> {
    Some(match task {
        Task::TlsModule => return None,
        // One setting of the domain for both sides.
        Task::Encryption(_) => [
            "# etc/config.tdsl; the setting \"TLS required\" of a domain wins over it",
            "'vhost-man' () {",
            "    'defaults' () {",
            "        'vhost-tls-required' = true",
            "    }",
            "}",
        ]
        .join("\n"),
        Task::Listener(side, method, port) => listener(*side, *method, *port),
        Task::Certificate(domain) => format!(
            "# in the folder of Tigase; the key and the whole chain in one file\n\
             cat FOLDER/privkey.pem FOLDER/fullchain.pem > certs/{domain}.pem"
        ),
        Task::Domain(domain) => {
            format!("# admin UI, Configuration, vhost-man, Add new item: Domain name {domain}")
        }
        Task::Dialback => {
            "# it is there by default: in etc/config.tdsl take dialback (active: false) out of s2s"
                .to_owned()
        }
        Task::Scram => scram(&["SCRAM-SHA-1", "SCRAM-SHA-256"]),
        Task::Sha256 => scram(&["SCRAM-SHA-256"]),
        Task::WithoutMechanisms(names) => format!(
            "# admin UI, Configuration, vhost-man, Update item configuration, the domain:\n\
             # Allowed SASL mechanisms, a list of all to keep, without {}",
            names.join(", ")
        ),
    })
}

fn listener(side: Side, method: Method, port: u16) -> String {
    let (component, note) = match (side, method) {
        (Side::Client, _) => ("c2s", ""),
        (Side::Server, Method::StartTls) => ("s2s", ""),
        (Side::Server, Method::DirectTls) => ("s2s", "; documented for clients only"),
    };
    let port = match method {
        Method::StartTls => format!("'{port}' () {{}}"),
        Method::DirectTls => format!("'{port}' () {{\n            socket = ssl\n        }}"),
    };
    format!(
        "# etc/config.tdsl, into what is there under these names{note}\n\
         {component} () {{\n    connections () {{\n        {port}\n    }}\n}}"
    )
}

fn scram(names: &[&str]) -> String {
    format!(
        "# etc/config.tdsl, authRepository: take (active: false) away from {},\n\
         # in credentialEncoders and credentialDecoders; who has a password keeps its form\n\
         # until it is set anew",
        names.join(" and ")
    )
}
