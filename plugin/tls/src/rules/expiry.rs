//! `tls.expiry`: how long the certificate is still valid.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause::{self, CertificateFault};
use checker_kit::state::Finding;
use checker_kit::text::count;
use checker_kit::tls::CertificateFacts;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::Case;
use crate::terms::Thresholds;

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The certificate is valid, and its end is not near: less than a quarter of its \
                  lifetime and under 30 days warns, less than a tenth and under 7 days is critical.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.expiry";
const DAY: i64 = 86_400;

fn judge(case: &Case) -> Vec<Finding> {
    let look = |endpoint: &crate::case::Endpoint| {
        over_addresses(endpoint, |address| {
            let leaf = &address.shown.as_ref()?.leaf;
            let fault = of_certificate(leaf, case.thresholds, case.judged_at);
            Some(fault.into_iter().collect())
        })
    };
    per_endpoint::judge(case, NAME, look, as_it_should_be)
}

fn of_certificate(leaf: &CertificateFacts, thresholds: Thresholds, now: i64) -> Option<Fault> {
    let fault = |status, code, fault, message| {
        let cause = cause::of_certificate(fault, &leaf.sha256);
        Some(Fault::new(status, code, message).cause(cause))
    };
    let left = leaf.not_after.saturating_sub(now);
    let date = date(&leaf.not_after_text);
    if left < 0 {
        let ago = count(days(left.saturating_neg()), "day");
        let message = format!("The certificate expired on {date}, {ago} ago.");
        return fault(Status::Crit, "expired", CertificateFault::Expired, message)
            .map(|fault| fault.fix("Renew the certificate and let the server load it."));
    }
    if now < leaf.not_before {
        let from = self::date(&leaf.not_before_text);
        let message = format!("The certificate is not valid before {from}.");
        return fault(
            Status::Crit,
            "not-yet-valid",
            CertificateFault::NotYetValid,
            message,
        )
        .map(|fault| fault.fix("Use the certificate that is valid now, and check the clocks."));
    }
    let status = nearness(leaf, left, thresholds)?;
    let left = count(days(left), "day");
    let message = format!("The certificate expires on {date}, in {left}.");
    fault(
        status,
        "expires-soon",
        CertificateFault::ExpiresSoon,
        message,
    )
    .map(|fault| {
        fault.fix(
            "Renew the certificate and let the server load it; where renewal is automatic, see why \
             it did not happen.",
        )
    })
}

/// How near the end is. Thresholds follow the certificate's own lifetime:
/// tools renew when a third is left, so that a healthy cycle never warns.
fn nearness(leaf: &CertificateFacts, left: i64, thresholds: Thresholds) -> Option<Status> {
    let lifetime = leaf.not_after.saturating_sub(leaf.not_before);
    let crit = thresholds.crit.unwrap_or((lifetime / 10).min(7 * DAY));
    let warn = thresholds.warn.unwrap_or((lifetime / 4).min(30 * DAY));
    match left {
        left if left < crit => Some(Status::Crit),
        left if left < warn => Some(Status::Warn),
        _ => None,
    }
}

fn days(seconds: i64) -> usize {
    usize::try_from(seconds / DAY).unwrap_or_default()
}

fn date(text: &str) -> &str {
    text.split('T').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, Leaf, NOW, V4, judged, refused, states};

    fn verdict(from_day: i64, until_day: i64, thresholds: Thresholds) -> String {
        let mut case = Lab::issued(&Leaf {
            from_day,
            until_day,
            ..Leaf::sound()
        })
        .case();
        case.thresholds = thresholds;
        judged(&RULE, &case).join(" ")
    }

    #[test]
    fn thresholds_follow_the_lifetime() {
        let own = Thresholds::default();
        let ok = "ok tls.expiry.ok";
        let warn = "warn tls.expiry.expires-soon";
        let crit = "crit tls.expiry.expires-soon";
        // 90 days: a quarter is 22.5, a tenth is 9, so that 7 count.
        assert_eq!(verdict(-67, 23, own), ok);
        assert_eq!(verdict(-68, 22, own), warn);
        assert_eq!(verdict(-83, 7, own), warn);
        assert_eq!(verdict(-84, 6, own), crit);
        // A year: a quarter is more than 30 days.
        assert_eq!(verdict(-335, 30, own), ok);
        assert_eq!(verdict(-336, 29, own), warn);
        assert_eq!(verdict(-359, 6, own), crit);
        // Six days: a third left is fine, as renewal begins there.
        assert_eq!(verdict(-4, 2, own), ok);
        assert_eq!(verdict(-5, 1, own), warn);
        assert_eq!(verdict(-15, 1, own), crit);
    }

    #[test]
    fn options_override_them_one_by_one() {
        let warn = Thresholds {
            warn: Some(14 * DAY),
            crit: None,
        };
        assert_eq!(verdict(-70, 20, warn), "ok tls.expiry.ok");
        assert_eq!(verdict(-77, 13, warn), "warn tls.expiry.expires-soon");
        assert_eq!(verdict(-84, 6, warn), "crit tls.expiry.expires-soon");
        let crit = Thresholds {
            warn: None,
            crit: Some(21 * DAY),
        };
        assert_eq!(verdict(-69, 21, crit), "warn tls.expiry.expires-soon");
        assert_eq!(verdict(-70, 20, crit), "crit tls.expiry.expires-soon");
        let none = Thresholds {
            warn: Some(0),
            crit: Some(0),
        };
        assert_eq!(verdict(-89, 1, none), "ok tls.expiry.ok");
    }

    #[test]
    fn outside_of_its_dates_it_is_critical() {
        let own = Thresholds::default();
        assert_eq!(verdict(-90, -2, own), "crit tls.expiry.expired");
        assert_eq!(verdict(2, 90, own), "crit tls.expiry.not-yet-valid");
        // The last second counts (RFC 5280 §4.1.2.5).
        assert_eq!(verdict(-90, 0, own), "crit tls.expiry.expires-soon");
    }

    #[test]
    fn a_stored_observation_gives_the_verdict_of_the_date() {
        let lab = Lab::sound();
        for (days, expected) in [
            (0, "ok tls.expiry.ok"),
            (45, "warn tls.expiry.expires-soon"),
            (55, "crit tls.expiry.expires-soon"),
            (61, "crit tls.expiry.expired"),
            (-40, "crit tls.expiry.not-yet-valid"),
        ] {
            let case = lab.case_at(NOW + days * DAY);
            assert_eq!(judged(&RULE, &case), [expected], "after {days} days");
        }
    }

    #[test]
    fn a_certificate_at_four_endpoints_is_one_fault() {
        let mut lab = Lab::issued(&Leaf {
            until_day: -2,
            ..Leaf::sound()
        });
        lab.repeat(4);
        let states = states(&RULE, &lab.case());
        assert_eq!(states.len(), 4);
        let causes: std::collections::BTreeSet<_> =
            states.iter().map(|state| state.cause.as_deref()).collect();
        assert_eq!(causes.len(), 1);
        assert!(
            causes
                .iter()
                .all(|cause| cause.unwrap().starts_with("certificate.expired:"))
        );
        assert_eq!(
            states[0].message,
            "The certificate expired on 2026-01-30, 2 days ago."
        );
    }

    #[test]
    fn without_a_certificate_there_is_nothing_to_look_at() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(judged(&RULE, &lab.case()), ["unknown tls.expiry.skipped"]);
    }
}
