//! `xmpp.sasl_mechanisms`: can clients log in without handing out the password?

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::features::Features;
use checker_stream::side::Side;

use super::{Case, about};
use crate::observation::Endpoint;

pub(super) const NAME: &str = "xmpp.sasl_mechanisms";

/// Mechanisms that reveal or weakly protect the password: RFC 6331 for
/// DIGEST-MD5, draft-ietf-sasl-crammd5-to-historic for CRAM-MD5.
const WEAK: [&str; 3] = ["DIGEST-MD5", "CRAM-MD5", "LOGIN"];

const PROSODY: &str = "authentication = \"internal_hashed\"";
const EJABBERD: &str = "auth_password_format: scram  # and auth_scram_hash: sha256";

/// A finding without its endpoints: those with equal ones share it.
#[derive(Clone, PartialEq)]
struct Verdict {
    status: Status,
    code: &'static str,
    message: String,
    fix: &'static str,
    configuration: bool,
}

pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let mut verdicts: Vec<(Verdict, Vec<&Endpoint>)> = Vec::new();
    for endpoint in case.observation.side(Side::Client) {
        for verdict in examine(endpoint) {
            match verdicts.iter_mut().find(|(known, _)| *known == verdict) {
                Some((_, endpoints)) => endpoints.push(endpoint),
                None => verdicts.push((verdict, vec![endpoint])),
            }
        }
    }
    if verdicts.is_empty() {
        return vec![Finding::skipped(
            NAME,
            "No client-to-server endpoint showed its mechanisms.",
        )];
    }
    let findings = verdicts.into_iter().map(|(verdict, endpoints)| {
        let mut finding = Finding::new(verdict.status, NAME, verdict.code, verdict.message);
        if !verdict.fix.is_empty() {
            finding = finding.fix(verdict.fix);
        }
        if verdict.configuration {
            finding = finding
                .snippet("Prosody", PROSODY)
                .snippet("ejabberd", EJABBERD);
        }
        about(finding, &endpoints)
    });
    findings.collect()
}

fn examine(endpoint: &Endpoint) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    if let Some(before) = &endpoint.transcript.features_before_tls
        && before.all_mechanisms().any(|name| name == "PLAIN")
    {
        verdicts.push(Verdict {
            status: Status::Crit,
            code: "plain-before-tls",
            message:
                "PLAIN is offered before TLS: a client that accepts sends its password in clear."
                    .into(),
            fix: "Require encryption before authentication.",
            configuration: false,
        });
    }
    if let Some(features) = &endpoint.last().features {
        verdicts.extend(offer(features));
    }
    verdicts
}

fn offer(features: &Features) -> Vec<Verdict> {
    let mut names: Vec<&str> = features.all_mechanisms().collect();
    names.sort_unstable();
    names.dedup();
    let verdict = |status, code, message: String, fix, configuration| Verdict {
        status,
        code,
        message,
        fix,
        configuration,
    };
    if names.is_empty() {
        return vec![verdict(
            Status::Crit,
            "none",
            "No SASL mechanism is offered after TLS: nobody can log in.".into(),
            "Enable an authentication backend for the domain.",
            true,
        )];
    }

    let mut verdicts = Vec::new();
    let scram: Vec<&str> = names
        .iter()
        .filter(|name| name.starts_with("SCRAM-"))
        .copied()
        .collect();
    let weak: Vec<&str> = names
        .iter()
        .filter(|name| WEAK.contains(name))
        .copied()
        .collect();
    let plain = names.contains(&"PLAIN");
    if scram.is_empty() {
        verdicts.push(match (plain, weak.is_empty()) {
            (true, true) => verdict(
                Status::Crit,
                "plain-only",
                "PLAIN is the only password mechanism: the server learns every password, and so \
                 does whoever takes it over."
                    .into(),
                "Store passwords in a form that allows SCRAM, and enable SCRAM-SHA-256.",
                true,
            ),
            (_, false) => verdict(
                Status::Warn,
                "no-scram",
                "SCRAM is not offered.".into(),
                "Enable SCRAM-SHA-256.",
                true,
            ),
            (false, true) => verdict(
                Status::Info,
                "no-password-login",
                format!("There is no login by password: only {}.", list(&names)),
                "",
                false,
            ),
        });
    }
    if !weak.is_empty() {
        verdicts.push(verdict(
            Status::Warn,
            "weak",
            format!("Outdated mechanisms are offered: {}.", list(&weak)),
            "Disable DIGEST-MD5, CRAM-MD5 and LOGIN; no current client needs them.",
            false,
        ));
    }
    if !scram.is_empty() {
        verdicts.extend(scram_details(&scram, features));
    }
    if names.contains(&"ANONYMOUS") {
        verdicts.push(verdict(
            Status::Info,
            "anonymous",
            "ANONYMOUS is offered: anybody can get a session.".into(),
            "Disable it unless the domain is meant for guests.",
            false,
        ));
    }
    if verdicts.is_empty() {
        verdicts.push(verdict(
            Status::Ok,
            "sound",
            format!("Mechanisms after TLS: {}.", list(&names)),
            "",
            false,
        ));
    }
    verdicts
}

fn scram_details(scram: &[&str], features: &Features) -> Vec<Verdict> {
    let info = |code, message: String, fix| Verdict {
        status: Status::Info,
        code,
        message,
        fix,
        configuration: false,
    };
    let mut verdicts = Vec::new();
    if scram.iter().all(|name| name.starts_with("SCRAM-SHA-1")) {
        verdicts.push(info(
            "scram-sha-1-only",
            "SCRAM is offered with SHA-1 only.".into(),
            "Enable SCRAM-SHA-256 (RFC 7677) where the password store allows it.",
        ));
    }
    let plus = scram.iter().any(|name| name.ends_with("-PLUS"));
    if !plus {
        verdicts.push(info(
            "no-channel-binding",
            "No SCRAM-…-PLUS is offered: clients cannot bind the login to the TLS channel.".into(),
            "Enable channel binding (tls-exporter, tls-server-end-point) if the server supports it.",
        ));
    }
    if plus && features.channel_bindings.is_none() {
        verdicts.push(info(
            "channel-binding-types",
            "SCRAM-…-PLUS is offered without saying which channel-binding types are supported \
             (XEP-0440), so clients have to guess."
                .into(),
            "Enable XEP-0440 in the server (Prosody: mod_sasl2 or version 13; ejabberd 23.10 or later).",
        ));
    }
    verdicts
}
