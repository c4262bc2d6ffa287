//! jabberd2: `c2s.xml`, `s2s.xml`, `sm.xml`.

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::rules::task::Task;

/// How jabberd2 does it.
pub(super) fn text(task: &Task) -> Option<String> {
    Some(match task {
        Task::TlsModule => return None,
        Task::Encryption(Side::Client) => [
            "<!-- c2s.xml, local: one more attribute of the domain's <id/>, beside pemfile -->",
            "require-starttls='yes'",
        ]
        .join("\n"),
        Task::Encryption(Side::Server) => [
            "<!-- s2s.xml, in <security>: nothing is taken in clear then. STARTTLS is not",
            "     announced as required all the same, so this finding stays -->",
            "<require_tls/>",
        ]
        .join("\n"),
        Task::Listener(Side::Client, Method::StartTls, port) => format!(
            "<!-- c2s.xml, local: in place of the line of this name -->\n<port>{port}</port>"
        ),
        Task::Listener(Side::Client, Method::DirectTls, port) => [
            "<!-- c2s.xml, local: in place of lines of these names; key and chain in one file -->",
            &format!("<ssl-port>{port}</ssl-port>"),
            "<pemfile>FILE</pemfile>",
        ]
        .join("\n"),
        Task::Listener(Side::Server, Method::StartTls, port) => format!(
            "<!-- s2s.xml, local: in place of the line of this name -->\n<port>{port}</port>"
        ),
        Task::Listener(Side::Server, Method::DirectTls, _) => {
            "<!-- jabberd2 has no direct TLS for servers -->".to_owned()
        }
        Task::Certificate(domain) => [
            "<!-- FILE is one with all of FOLDER/fullchain.pem and FOLDER/privkey.pem.",
            &format!("     c2s.xml, local: pemfile='FILE' in the <id/> of {domain}, for STARTTLS,"),
            "     and this line for ssl-port; s2s.xml, local: this line -->",
            "<pemfile>FILE</pemfile>",
        ]
        .join("\n"),
        Task::Domain(domain) => format!(
            "<!-- one more line in <local>, of c2s.xml and of sm.xml -->\n<id>{domain}</id>"
        ),
        Task::Dialback => {
            "<!-- it has no switch: s2s announces dialback whenever it runs -->".to_owned()
        }
        Task::Scram | Task::Sha256 => {
            "<!-- there is nothing to set: its c2s.xml knows no SCRAM -->".to_owned()
        }
        Task::WithoutMechanisms(names) => format!(
            "<!-- c2s.xml, authreg: out of <sasl> in <mechanisms> and in <ssl-mechanisms> -->\n{}",
            tags(names)
        ),
    })
}

fn tags(names: &[String]) -> String {
    let tags = names
        .iter()
        .map(|name| format!("<{}/>", name.to_lowercase()));
    tags.collect::<Vec<String>>().join("\n")
}
