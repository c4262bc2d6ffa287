//! The steps of Prosody and ejabberd, which tests do to the real servers. Each
//! says where it goes and what it replaces: a line in the wrong place does
//! nothing, and a list that takes the place of another drops what was in it.

use checker_stream::method::Method;
use checker_stream::side::Side;

use super::task::{Step, Task};
use crate::observation::Product;

/// Prosody's first, then ejabberd's.
pub(super) fn steps(task: &Task) -> Vec<Step> {
    match task {
        Task::TlsModule => vec![prosody(prosody_module("tls"))],
        Task::Encryption(Side::Client) => vec![
            prosody(prosody_option("c2s_require_encryption = true")),
            ejabberd(ejabberd_starttls("starttls_required: true")),
        ],
        Task::Encryption(Side::Server) => vec![
            prosody(prosody_option("s2s_require_encryption = true")),
            ejabberd(ejabberd_option("s2s_use_starttls: required")),
        ],
        Task::Listener(side, method, port) => listener(*side, *method, *port),
        Task::Certificate(domain) => certificate(domain),
        Task::Domain(domain) => vec![
            prosody(prosody_host(domain)),
            ejabberd(ejabberd_host(domain)),
        ],
        Task::Dialback => vec![
            prosody(prosody_module("dialback")),
            prosody_if(
                "certificates only",
                prosody_option("s2s_secure_auth = true"),
            ),
            ejabberd(ejabberd_module("mod_s2s_dialback")),
        ],
        Task::Scram => vec![
            prosody_if(
                "accounts kept by Prosody",
                prosody_option("authentication = \"internal_hashed\""),
            ),
            ejabberd_if(
                "accounts kept by ejabberd",
                ejabberd_option("auth_method: internal"),
            ),
            ejabberd_if(
                "accounts kept by ejabberd",
                ejabberd_option("auth_password_format: scram"),
            ),
        ],
        Task::Sha256 => vec![
            Step::new(
                Product::Prosody,
                "Prosody 0.12, with internal_hashed",
                prosody_option("password_hash = \"SHA-256\""),
            ),
            ejabberd_if(
                "with auth_password_format: scram",
                ejabberd_option("auth_scram_hash: sha256"),
            ),
        ],
        Task::WithoutMechanisms(names) => without_mechanisms(names),
    }
}

fn prosody(text: String) -> Step {
    Step::new(Product::Prosody, Product::Prosody.label(), text)
}

fn prosody_if(when: &str, text: String) -> Step {
    let label = format!("{}, {when}", Product::Prosody.label());
    Step::new(Product::Prosody, label, text)
}

fn ejabberd(text: String) -> Step {
    Step::new(Product::Ejabberd, Product::Ejabberd.label(), text)
}

fn ejabberd_if(when: &str, text: String) -> Step {
    let label = format!("{}, {when}", Product::Ejabberd.label());
    Step::new(Product::Ejabberd, label, text)
}

/// An option of Prosody. Below a `VirtualHost` it would be of that host only,
/// and a line of the same name there would win over it.
fn prosody_option(line: &str) -> String {
    format!("-- replaces lines of this name; else above the first VirtualHost\n{line}")
}

/// A module of Prosody.
fn prosody_module(name: &str) -> String {
    format!("\"{name}\";  -- one more line within modules_enabled")
}

/// A domain of Prosody.
fn prosody_host(domain: &str) -> String {
    format!("VirtualHost \"{domain}\"  -- the last line of the file")
}

/// An option of ejabberd.
fn ejabberd_option(line: &str) -> String {
    format!("# replaces the line of this name; else first in the file\n{line}")
}

/// A module of ejabberd.
fn ejabberd_module(name: &str) -> String {
    format!("{name}: {{}}  # one more line under modules")
}

/// A domain of ejabberd.
fn ejabberd_host(domain: &str) -> String {
    format!("- {domain}  # one more line under hosts")
}

/// An option of those ports of ejabberd where clients begin TLS in the stream.
fn ejabberd_starttls(line: &str) -> String {
    format!(
        "# one more line in each ejabberd_c2s listener without \"tls: true\",\n\
         # in place of those that begin with starttls\n{line}"
    )
}

/// Mechanisms to take out of the offer.
fn without_mechanisms(names: &[String]) -> Vec<Step> {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let (quoted, plain) = (quoted.join(", "), names.join(", "));
    vec![
        prosody(prosody_list("disable_sasl_mechanisms", &quoted, &quoted)),
        ejabberd(format!(
            "# first in the file; where there is such a line already,\n\
             # only add {plain} to it\ndisable_sasl_mechanisms: [{plain}]"
        )),
    ]
}

/// A port to listen on.
fn listener(side: Side, method: Method, port: u16) -> Vec<Step> {
    let (ports, module, tls) = match (side, method) {
        (Side::Client, Method::StartTls) => ("c2s_ports", "ejabberd_c2s", "starttls_required"),
        (Side::Client, Method::DirectTls) => ("c2s_direct_tls_ports", "ejabberd_c2s", "tls"),
        (Side::Server, Method::StartTls) => ("s2s_ports", "ejabberd_s2s_in", ""),
        (Side::Server, Method::DirectTls) => ("s2s_direct_tls_ports", "ejabberd_s2s_in", "tls"),
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
    let label = match method {
        Method::StartTls => "Prosody",
        // Until then the option was called legacy_ssl_ports.
        Method::DirectTls => "Prosody 0.12",
    };
    let list = prosody_list(ports, &all, &port.to_string());
    vec![Step::new(Product::Prosody, label, list), ejabberd(entry)]
}

fn certificate(domain: &str) -> Vec<Step> {
    vec![
        prosody_if(
            "in a shell as root",
            format!("prosodyctl --root cert import {domain} FOLDER"),
        ),
        ejabberd_if(
            "the files",
            format!(
                "# where certfiles is there already, only its two lines,\n\
                 # in place of those for {domain}\n\
                 certfiles:\n  - FOLDER/fullchain.pem\n  - FOLDER/privkey.pem"
            ),
        ),
    ]
}

/// An option of Prosody that is a list: all of it, and the item that matters.
fn prosody_list(name: &str, all: &str, item: &str) -> String {
    format!(
        "-- above the first VirtualHost; where there is such a line already,\n\
         -- only add {item} to it\n{name} = {{ {all} }}"
    )
}
