//! What is good and bad about an offer of mechanisms.

use checker_kit::contract::Status;
use checker_kit::text::list;
use checker_stream::features::Features;

use super::super::task::Task;
use crate::faults::Kind;
use crate::sasl::{Protection, offered};

/// A verdict without its endpoints: those with equal ones share it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) status: Status,
    pub(super) code: &'static str,
    pub(super) fault: Option<Kind>,
    pub(super) message: String,
    pub(super) fix: &'static str,
    pub(super) task: Option<Task>,
}

const STORE: &str = "Take every name that begins with SCRAM out of disable_sasl_mechanisms, if there \
                     are any, and let the server store passwords in a form that allows SCRAM. \
                     Where accounts live in LDAP, or an external program checks passwords, the \
                     server cannot offer SCRAM at all: these lines are not for that case.";

/// The verdicts on an offer that has at least one mechanism.
pub(super) fn judge(features: &Features) -> Vec<Verdict> {
    let names = offered(features);
    let of = |wanted: &[Protection]| -> Vec<&str> {
        let matching = names
            .iter()
            .filter(|name| wanted.contains(&Protection::of(name)));
        matching.copied().collect()
    };
    let scram = of(&[Protection::Scram, Protection::ScramPlus]);
    let weak = of(&[Protection::Weak]);
    let mut verdicts = Vec::new();
    if scram.is_empty() {
        verdicts.push(without_scram(&names, &weak));
    }
    if !weak.is_empty() {
        verdicts.push(Verdict {
            status: Status::Warn,
            code: "weak",
            fault: Some(Kind::WeakMechanisms),
            message: format!("Outdated mechanisms are offered: {}.", list(&weak)),
            fix: "Add these mechanisms to the list disable_sasl_mechanisms of the server (Prosody \
                  and ejabberd call it so); no current client needs them.",
            task: Some(Task::WithoutMechanisms(
                weak.iter().map(|name| (*name).to_owned()).collect(),
            )),
        });
    }
    verdicts.extend(only_sha1(&scram));
    verdicts.extend(channel_binding(&scram, features));
    if names.contains(&"ANONYMOUS") {
        verdicts.push(Verdict {
            status: Status::Info,
            code: "anonymous",
            fault: Some(Kind::Anonymous),
            message: "ANONYMOUS is offered: anybody can get a session.".into(),
            fix: "Disable it unless the domain is meant for guests.",
            task: None,
        });
    }
    if verdicts.is_empty() {
        verdicts.push(Verdict {
            status: Status::Ok,
            code: "sound",
            fault: None,
            message: format!("Mechanisms after TLS: {}.", list(&names)),
            fix: "",
            task: None,
        });
    }
    verdicts
}

fn without_scram(names: &[&str], weak: &[&str]) -> Verdict {
    match (names.contains(&"PLAIN"), weak.is_empty()) {
        (true, true) => Verdict {
            status: Status::Crit,
            code: "plain-only",
            fault: Some(Kind::PlainOnly),
            message: "PLAIN is the only password mechanism: the server learns every password, and \
                      so does whoever takes it over."
                .into(),
            fix: STORE,
            task: Some(Task::Scram),
        },
        (_, false) => Verdict {
            status: Status::Warn,
            code: "no-scram",
            fault: Some(Kind::NoScram),
            message: "SCRAM is not offered.".into(),
            fix: STORE,
            task: Some(Task::Scram),
        },
        (false, true) => Verdict {
            status: Status::Info,
            code: "no-password-login",
            fault: Some(Kind::NoPasswordLogin),
            message: format!("There is no login by password: only {}.", list(names)),
            fix: "",
            task: None,
        },
    }
}

/// RFC 7677 asks for SHA-256.
fn only_sha1(scram: &[&str]) -> Option<Verdict> {
    let all = !scram.is_empty() && scram.iter().all(|name| name.starts_with("SCRAM-SHA-1"));
    all.then(|| Verdict {
        status: Status::Info,
        code: "scram-sha-1-only",
        fault: Some(Kind::OnlySha1),
        message: "SCRAM is offered with SHA-1 only.".into(),
        fix: "Let the server hash passwords with SHA-256 (RFC 7677). What is stored with SHA-1 \
              stays so: on a server with accounts, their passwords have to be set anew, and they \
              cannot log in until then.",
        task: Some(Task::Sha256),
    })
}

fn channel_binding(scram: &[&str], features: &Features) -> Option<Verdict> {
    if scram.is_empty() {
        return None;
    }
    let plus = scram
        .iter()
        .any(|name| Protection::of(name) == Protection::ScramPlus);
    if !plus {
        return Some(Verdict {
            status: Status::Info,
            code: "no-channel-binding",
            fault: Some(Kind::NoChannelBinding),
            message: "No SCRAM-…-PLUS is offered: clients cannot bind the login to the TLS \
                      channel."
                .into(),
            fix: "Use a server that offers channel binding under TLS 1.3 (tls-exporter, RFC 9266); \
                  Prosody 0.12 has none there.",
            task: None,
        });
    }
    features.channel_bindings.is_none().then(|| Verdict {
        status: Status::Info,
        code: "channel-binding-types",
        fault: Some(Kind::ChannelBindingTypes),
        message: "SCRAM-…-PLUS is offered without saying which channel-binding types are \
                  supported (XEP-0440), so clients have to guess."
            .into(),
        fix: "Use a version of the server that announces its channel-binding types (XEP-0440).",
        task: None,
    })
}
