//! Lines for the configuration of Prosody and ejabberd. Each says where it goes
//! and what it replaces: a line in the wrong place does nothing, and a list that
//! takes the place of another drops what was in it.

use checker_kit::state::Finding;
use checker_stream::method::Method;
use checker_stream::side::Side;

/// The label of a line of Prosody.
pub(super) const PROSODY: &str = "Prosody";
/// The label of a line of ejabberd.
pub(super) const EJABBERD: &str = "ejabberd";

/// An option of Prosody. Below a `VirtualHost` it would be of that host only,
/// and a line of the same name there would win over it.
pub(super) fn prosody_option(line: &str) -> String {
    format!("-- replaces lines of this name; else above the first VirtualHost\n{line}")
}

/// A module of Prosody.
pub(super) fn prosody_module(name: &str) -> String {
    format!("\"{name}\";  -- one more line within modules_enabled")
}

/// A domain of Prosody.
pub(super) fn prosody_host(domain: &str) -> String {
    format!("VirtualHost \"{domain}\"  -- the last line of the file")
}

/// An option of ejabberd.
pub(super) fn ejabberd_option(line: &str) -> String {
    format!("# replaces the line of this name; else first in the file\n{line}")
}

/// A module of ejabberd.
pub(super) fn ejabberd_module(name: &str) -> String {
    format!("{name}: {{}}  # one more line under modules")
}

/// A domain of ejabberd.
pub(super) fn ejabberd_host(domain: &str) -> String {
    format!("- {domain}  # one more line under hosts")
}

/// An option of those ports of ejabberd where clients begin TLS in the stream.
pub(super) fn ejabberd_starttls(line: &str) -> String {
    format!(
        "# one more line in each ejabberd_c2s listener without \"tls: true\",\n\
         # in place of those that begin with starttls\n{line}"
    )
}

/// Mechanisms to take out of the offer.
pub(super) fn without_mechanisms(names: &[&str]) -> Vec<(&'static str, String)> {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let (quoted, plain) = (quoted.join(", "), names.join(", "));
    vec![
        (
            PROSODY,
            prosody_list("disable_sasl_mechanisms", &quoted, &quoted),
        ),
        (
            EJABBERD,
            format!(
                "# first in the file; where there is such a line already,\n\
                 # only add {plain} to it\ndisable_sasl_mechanisms: [{plain}]"
            ),
        ),
    ]
}

/// A port to listen on.
pub(super) fn listener(finding: Finding, side: Side, method: Method, port: u16) -> Finding {
    let (ports, module, tls) = match (side, method) {
        (Side::Client, Method::StartTls) => ("c2s_ports", "ejabberd_c2s", "starttls_required"),
        (Side::Client, Method::DirectTls) => ("c2s_direct_tls_ports", "ejabberd_c2s", "tls"),
        (Side::Server, Method::StartTls) => ("s2s_ports", "ejabberd_s2s_in", ""),
        (Side::Server, Method::DirectTls) => ("s2s_direct_tls_ports", "ejabberd_s2s_in", "tls"),
    };
    let label = match method {
        Method::StartTls => PROSODY,
        // Until then the option was called legacy_ssl_ports.
        Method::DirectTls => "Prosody 0.12",
    };
    let mut entry = format!(
        "  # one more entry under listen\n  -\n    port: {port}\n    ip: \"::\"\n    module: {module}"
    );
    if !tls.is_empty() {
        entry += &format!("\n    {tls}: true");
    }
    // A list of one's own takes the place of the default one.
    let default = side.default_port();
    let all = match method {
        Method::StartTls if port != default => format!("{default}, {port}"),
        _ => port.to_string(),
    };
    finding
        .snippet(label, prosody_list(ports, &all, &port.to_string()))
        .snippet(EJABBERD, entry)
}

/// The finding with a remedy that ends with the server having the files of a
/// certificate for the domain.
pub(super) fn certificate(finding: Finding, what_to_do: &str, domain: &str) -> Finding {
    finding
        .fix(format!(
            "{what_to_do} Below, FOLDER is where fullchain.pem (the certificate and those of its \
             issuers) and privkey.pem (its key) are. In Prosody, take out an option ssl that names \
             other files, and restart."
        ))
        .snippet(
            "Prosody, in a shell as root",
            format!("prosodyctl --root cert import {domain} FOLDER"),
        )
        .snippet(
            "ejabberd, the files",
            format!(
                "# where certfiles is there already, only its two lines,\n\
                 # in place of those for {domain}\n\
                 certfiles:\n  - FOLDER/fullchain.pem\n  - FOLDER/privkey.pem"
            ),
        )
}

/// An option of Prosody that is a list: all of it, and the item that matters.
fn prosody_list(name: &str, all: &str, item: &str) -> String {
    format!(
        "-- above the first VirtualHost; where there is such a line already,\n\
         -- only add {item} to it\n{name} = {{ {all} }}"
    )
}
