//! MongooseIM: `mongooseim.toml`.

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::rules::task::Task;

/// How MongooseIM does it.
pub(super) fn text(task: &Task) -> Option<String> {
    Some(match task {
        Task::TlsModule => return None,
        Task::Encryption(Side::Client) => [
            "# in each [[listen.c2s]] but those with tls.mode = \"tls\",",
            "# in place of a line of this name",
            "tls.mode = \"starttls_required\"",
        ]
        .join("\n"),
        Task::Encryption(Side::Server) => [
            "# in each [[listen.s2s]] but those with tls.mode = \"tls\", in place of a line of this",
            "# name; before 6.4: use_starttls = \"required\" in [s2s]",
            "tls.mode = \"starttls_required\"",
        ]
        .join("\n"),
        Task::Listener(side, method, port) => listener(*side, *method, *port),
        Task::Certificate(_) => [
            "# in each [[listen.c2s]] and [[listen.s2s]], in place of lines of these names",
            "tls.certfile = \"FOLDER/fullchain.pem\"",
            "tls.keyfile = \"FOLDER/privkey.pem\"",
        ]
        .join("\n"),
        Task::Domain(domain) => format!("\"{domain}\"  # one more in the list hosts of [general]"),
        Task::Dialback => [
            "# it has no switch: see that there is a [[listen.s2s]],",
            "# and that default_policy of [s2s] is not \"deny\"",
        ]
        .join("\n"),
        Task::Scram => [
            "# in [auth], in place of a line of this name; where there is a list sasl_mechanisms,",
            "# add \"scram_sha256\" and \"scram_sha1\" to it",
            "password.format = \"scram\"",
        ]
        .join("\n"),
        Task::Sha256 => [
            "# in [auth]: where there is a list password.hash, add \"sha256\" to it,",
            "# where there is a list sasl_mechanisms, \"scram_sha256\"",
        ]
        .join("\n"),
        Task::WithoutMechanisms(names) => match names.iter().any(|name| name == "DIGEST-MD5") {
            true => [
                "# in [auth]: take \"digest\" out of the list sasl_mechanisms;",
                "# where there is no such list, DIGEST-MD5 is not offered",
            ]
            .join("\n"),
            false => "# there is nothing to set: it has none of these mechanisms".to_owned(),
        },
    })
}

fn listener(side: Side, method: Method, port: u16) -> String {
    let section = match side {
        Side::Client => "listen.c2s",
        Side::Server => "listen.s2s",
    };
    let mode = match method {
        Method::StartTls => "starttls_required",
        Method::DirectTls => "tls",
    };
    format!(
        "# one more section, with all further lines of the {section} that is there\n\
         [[{section}]]\n  port = {port}\n  tls.mode = \"{mode}\""
    )
}
