//! `tls.starttls_advertised`: whether STARTTLS leads to TLS.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause;
use checker_kit::shared::tls_endpoint::Dialect;
use checker_kit::state::Finding;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Address, Case, Endpoint, Trouble};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Endpoints with STARTTLS offer it and start it.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.starttls_advertised";

fn judge(case: &Case) -> Vec<Finding> {
    per_endpoint::judge(case, NAME, of_endpoint, as_it_should_be)
}

fn of_endpoint(endpoint: &Endpoint) -> Option<Vec<Fault>> {
    match endpoint.entry.starttls {
        Dialect::DirectTls | Dialect::Other(_) => None,
        Dialect::XmppClient
        | Dialect::XmppServer
        | Dialect::Smtp
        | Dialect::Imap
        | Dialect::Pop3 => over_addresses(endpoint, |address| of_address(endpoint, address)),
    }
}

fn of_address(endpoint: &Endpoint, address: &Address) -> Option<Vec<Fault>> {
    let (host, port) = (&endpoint.entry.host, endpoint.entry.port);
    let not_offered = match endpoint.entry.require_starttls {
        true => Status::Crit,
        false => Status::Warn,
    };
    match address.trouble {
        Some(Trouble::NotOffered) => Some(vec![
            Fault::new(
                not_offered,
                "starttls-not-offered",
                "STARTTLS is not offered.",
            )
            .fix("Configure a certificate and switch STARTTLS on.")
            .cause(cause::starttls_not_offered(host, port)),
        ]),
        Some(Trouble::StartTlsFailed) => Some(vec![
            Fault::new(
                Status::Crit,
                "starttls-failed",
                format!("STARTTLS failed: {}.", address.why),
            )
            .fix(format!(
                "Let {} with STARTTLS answer there, and read its log.",
                server(&endpoint.entry.starttls)
            ))
            .cause(cause::starttls_failed(host, port)),
        ]),
        _ => address.is_connected().then(Vec::new),
    }
}

fn server(dialect: &Dialect) -> &'static str {
    match dialect {
        Dialect::XmppClient | Dialect::XmppServer => "an XMPP server",
        Dialect::Smtp => "an SMTP server",
        Dialect::Imap => "an IMAP server",
        Dialect::Pop3 => "a POP3 server",
        Dialect::DirectTls | Dialect::Other(_) => "a server",
    }
}

#[cfg(test)]
mod tests {
    use checker_stream::failure::FailureCause;
    use checker_stream::step::Step;

    use super::*;
    use crate::lab::{Lab, V4, failed_at, judged, refused, states, unspoken};

    #[test]
    fn starttls_works() {
        let lab = Lab::sound();
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["ok tls.starttls_advertised.ok"]
        );
    }

    #[test]
    fn starttls_that_is_not_offered_is_critical_where_required_and_a_warning_otherwise() {
        for (required, expected) in [
            (true, "crit tls.starttls_advertised.starttls-not-offered"),
            (false, "warn tls.starttls_advertised.starttls-not-offered"),
        ] {
            let mut lab = Lab::sound();
            lab.only().entry.require_starttls = required;
            lab.only().addresses = vec![failed_at(V4, Step::StartTls, FailureCause::NotOffered)];
            let case = lab.case();
            assert_eq!(judged(&RULE, &case), [expected]);
            assert_eq!(
                states(&RULE, &case)[0].cause.as_deref(),
                Some("starttls.not-offered:im.example.org:5222")
            );
        }
    }

    #[test]
    fn starttls_that_is_refused_or_never_answered_is_critical() {
        for (step, cause) in [
            (Step::StartTls, FailureCause::StartTlsRefused),
            (Step::Stream, FailureCause::TimedOut),
        ] {
            let mut lab = Lab::sound();
            lab.only().addresses = vec![failed_at(V4, step, cause)];
            assert_eq!(
                judged(&RULE, &lab.case()),
                ["crit tls.starttls_advertised.starttls-failed"]
            );
        }
    }

    #[test]
    fn it_is_not_about_what_starts_otherwise_or_not_at_all() {
        let skipped = ["unknown tls.starttls_advertised.skipped"];
        let mut lab = Lab::sound();
        lab.only().entry.starttls = Dialect::DirectTls;
        assert_eq!(judged(&RULE, &lab.case()), skipped);
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(judged(&RULE, &lab.case()), skipped);
        *lab.only() = unspoken();
        assert_eq!(judged(&RULE, &lab.case()), skipped);
    }
}
