//! What has to be known about the check itself.

use checker_kit::contract::{State, Status};
use checker_kit::text::count;
use checker_stream::side::Side;

use crate::case::Case;
use crate::faults::{Fault, Kind};
use crate::observation::{LeftOut, LeftOutWhat, NotChecked, Service};
use crate::words::side_name;

/// The notes, each a sentence.
pub(super) fn notes(case: &Case, states: &[State]) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(
        case.observation
            .domain
            .note
            .as_ref()
            .map(|note| format!("{note}.")),
    );
    notes.extend(one_side(case));
    notes.extend(silent_resolver(states));
    notes.extend(case.observation.left_out.iter().map(left_out));
    notes.extend(no_route(case));
    notes.extend(how_tls_was_checked(case));
    notes
}

fn one_side(case: &Case) -> Option<String> {
    let left_out = match case.mode.sides().collect::<Vec<Side>>().as_slice() {
        [only] => only.other(),
        _ => return None,
    };
    Some(format!(
        "Only one side was looked at; {} connections were left out.",
        side_name(left_out)
    ))
}

fn silent_resolver(states: &[State]) -> Option<String> {
    let silent = states.iter().any(|state| {
        let fault = state
            .cause
            .as_ref()
            .and_then(|cause| cause.parse::<Fault>().ok());
        state.status == Status::Error && fault.is_some_and(|fault| fault.kind == Kind::Resolver)
    });
    silent.then(|| "The resolver did not answer everything: some of this is not known.".to_owned())
}

fn left_out(left: &LeftOut) -> String {
    let service = |service: &Option<Service>| service.map_or("the fallback", Service::labels);
    let what = match &left.what {
        LeftOutWhat::Records { service } => {
            format!(
                "{} of {}",
                count(left.count, "SRV record"),
                service.labels()
            )
        }
        LeftOutWhat::Hosts { service: of } => {
            format!("{} of {}", count(left.count, "host"), service(of))
        }
        LeftOutWhat::Addresses { host } => {
            let es = if left.count == 1 { "" } else { "es" };
            format!("{} address{es} of {host}", left.count)
        }
        LeftOutWhat::Endpoints {
            service: of, host, ..
        } => {
            format!(
                "{} of {} at {host}",
                count(left.count, "endpoint"),
                service(of)
            )
        }
    };
    format!("Not looked at, beyond the bound of {}: {what}.", left.bound)
}

fn no_route(case: &Case) -> Option<String> {
    let mut endpoints = case.observation.endpoints.iter();
    let none = endpoints.any(|endpoint| endpoint.not_checked() == Some(NotChecked::NoRoute));
    none.then(|| {
        "This machine has no route to one of the address families: those endpoints were not tried."
            .to_owned()
    })
}

/// What "clean" does not say.
fn how_tls_was_checked(case: &Case) -> Option<String> {
    let mut endpoints = case.observation.endpoints.iter();
    if !endpoints.any(|endpoint| endpoint.secured()) {
        return None;
    }
    Some(match case.tls.probes.is_empty() {
        true => "Certificates were not looked at: nothing is said about them.".to_owned(),
        false => "Of TLS the best that server and prober have in common was tried; what else the \
                  server would accept was not."
            .to_owned(),
    })
}
