//! Whether anybody gets to a side of the service, and what is wrong with each
//! endpoint where nobody does.

mod dead;
mod ill_formed;
mod limited;
mod nothing;
#[cfg(test)]
mod tests;
mod untried;

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::count;

use super::about::about;
use super::remedies;
use super::side_rule::SideRule;
use crate::observation::Endpoint;
use crate::standing::{Standing, refuses_strangers};
use crate::words::names;

/// What the rules on reachability say of a side.
pub(super) fn judge(rule: &SideRule<'_>) -> Vec<Finding> {
    let all: Vec<&Endpoint> = rule.observation().side(rule.side).collect();
    if all.is_empty() {
        return vec![nothing::judge(rule)];
    }
    let those = |wanted: &[Standing]| -> Vec<&Endpoint> {
        let matching = all
            .iter()
            .filter(|endpoint| wanted.contains(&Standing::of(endpoint)));
        matching.copied().collect()
    };
    // Who asks for a certificate is there for those who have one.
    let secured: Vec<&Endpoint> = all
        .iter()
        .filter(|endpoint| endpoint.secured() || refuses_strangers(endpoint))
        .copied()
        .collect();
    let outdated = those(&[Standing::Outdated]);
    let dead = those(&[Standing::Dead]);
    let untried = those(&[Standing::Untried]);

    // An address that nobody goes to says nothing of those that could not be tried.
    let tells = |endpoint: &&Endpoint| untried.is_empty() || !endpoint.of_nobody;

    let mut findings = Vec::new();
    if secured.is_empty() && outdated.is_empty() && dead.iter().any(tells) {
        findings.extend(unreachable(rule, &dead));
    }
    findings.extend(dead.iter().map(|endpoint| dead::judge(rule, endpoint)));
    findings.extend(limited::outdated(rule, &outdated, secured.is_empty()));
    let not_tried = untried::judge(rule, &untried);
    let nothing_known = secured.len() + outdated.len() + dead.len() + not_tried.len() == 0;
    findings.extend(not_tried);
    findings.extend(secured.iter().filter_map(|endpoint| stuck(rule, endpoint)));
    findings.extend(ill_formed::judge(rule, &secured));
    findings.extend(limited::one_connection(rule, &all));
    findings.extend(limited::one_family(rule, &all));
    if nothing_known {
        findings.push(untried::no_route(rule, &untried));
    }
    if !secured.is_empty() {
        findings.push(reachable(rule, secured.len(), all.len() - untried.len()));
    }
    findings
}

/// Nobody gets in: one finding for each fault that keeps them out.
fn unreachable(rule: &SideRule<'_>, dead: &[&Endpoint]) -> Vec<Finding> {
    let groups = rule.faults.group(dead.iter().copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let message = format!(
            "No {} endpoint can be used: {} cannot connect. Tried {}.",
            rule.side_name(),
            rule.peers(),
            attempts(endpoints)
        );
        let finding = rule.finding(Status::Crit, "unreachable", message);
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, rule.observation(), fault, endpoints[0])
    });
    findings.collect()
}

/// The endpoints with what came of them, those together that fared the same.
fn attempts(endpoints: &[&Endpoint]) -> String {
    let mut outcomes: Vec<(String, Vec<&Endpoint>)> = Vec::new();
    for endpoint in endpoints {
        let outcome = dead::describe(endpoint);
        match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, members)) => members.push(endpoint),
            None => outcomes.push((outcome, vec![endpoint])),
        }
    }
    let parts: Vec<String> = outcomes
        .into_iter()
        .map(|(outcome, members)| format!("{}: {outcome}", names(members)))
        .collect();
    parts.join("; ")
}

/// TLS works, what comes after it does not.
fn stuck(rule: &SideRule<'_>, endpoint: &Endpoint) -> Option<Finding> {
    let failure = endpoint.stuck_after_tls()?;
    if refuses_strangers(endpoint) {
        return None;
    }
    let fault = rule.faults.endpoint(endpoint)?;
    let finding = rule
        .finding(
            Status::Warn,
            "no-features",
            format!(
                "{} ({}) completes TLS but is not usable: {}.",
                endpoint.name(),
                endpoint.host(),
                failure.message
            ),
        )
        .subject(endpoint.name())
        .cause(fault.to_string());
    Some(remedies::attach(
        finding,
        rule.observation(),
        fault,
        endpoint,
    ))
}

fn reachable(rule: &SideRule<'_>, secured: usize, tried: usize) -> Finding {
    let message = match tried {
        1 => "The endpoint accepts TCP and completes TLS.".to_owned(),
        _ if secured == 1 => format!(
            "1 of {} accepts TCP and completes TLS.",
            count(tried, "endpoint")
        ),
        _ => format!(
            "{secured} of {} accept TCP and complete TLS.",
            count(tried, "endpoint")
        ),
    };
    rule.finding(Status::Ok, "reachable", message)
}
