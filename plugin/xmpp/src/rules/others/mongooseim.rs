//! MongooseIM: `mongooseim.toml`.

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::rules::task::Task;

/// How MongooseIM does it.
pub(super) fn text(task: &Task) -> Option<String> {
    Some(match task {
        Task::TlsModule => return None,
        Task::Encryption(Side::Client) => {
            "# in each [[listen.c2s]] but those with tls.mode = \"tls\"\n\
             tls.mode = \"starttls_required\""
                .to_owned()
        }
        Task::Encryption(Side::Server) => {
            "# in each [[listen.s2s]] but those with tls.mode = \"tls\"; \
                                           before 6.4 in [s2s]:\n\
                                           # use_starttls = \"required\"\n\
                                           tls.mode = \"starttls_required\""
                .to_owned()
        }
        Task::Listener(side, method, port) => {
            let (section, mode) = (section(*side), mode(*method));
            format!(
                "# one more section, with all further lines of the {section} that is there\n\
                 [[{section}]]\n  port = {port}\n  tls.mode = \"{mode}\""
            )
        }
        Task::Certificate(_) => {
            "# in each [[listen.c2s]] and [[listen.s2s]], in place of lines of these names\n\
                                 tls.certfile = \"FOLDER/fullchain.pem\"\n\
                                 tls.keyfile = \"FOLDER/privkey.pem\""
                .to_owned()
        }
        Task::Domain(domain) => format!("\"{domain}\"  # one more in the list hosts of [general]"),
        Task::Dialback => "# it has no switch: see that there is a [[listen.s2s]],\n\
                           # and that default_policy of [s2s] is not \"deny\""
            .to_owned(),
        Task::Scram => "# in [auth]; if there is a list sasl_mechanisms, add \"scram_sha256\" and \
                        \"scram_sha1\"\npassword.format = \"scram\""
            .to_owned(),
        Task::Sha256 => "# in [auth]: add \"sha256\" to the list password.hash, if there is one,\n\
                         # and \"scram_sha256\" to sasl_mechanisms, if there is one"
            .to_owned(),
        Task::WithoutMechanisms(names) => match names.iter().any(|name| name == "DIGEST-MD5") {
            true => {
                "# in [auth], out of the list sasl_mechanisms; without a list it is not offered\n\
                     \"digest\""
                    .to_owned()
            }
            false => "# there is nothing to set: it has none of these mechanisms".to_owned(),
        },
    })
}

fn section(side: Side) -> &'static str {
    match side {
        Side::Client => "listen.c2s",
        Side::Server => "listen.s2s",
    }
}

fn mode(method: Method) -> &'static str {
    match method {
        Method::StartTls => "starttls_required",
        Method::DirectTls => "tls",
    }
}
