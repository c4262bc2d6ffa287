//! What has to be mended, as cards.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use checker_kit::checker::{Problem, Snippet};
use checker_kit::contract::{State, Status};
use checker_kit::text::list;

use super::signs::Sign;

/// A problem.
pub(super) struct Card<'a> {
    pub(super) number: usize,
    pub(super) sign: Sign,
    pub(super) title: &'a str,
    pub(super) effect: &'a str,
    pub(super) seen: Vec<String>,
    pub(super) fix: &'a str,
    /// Text to copy.
    pub(super) open: Vec<&'a Snippet>,
    /// The same for others, shown on demand.
    pub(super) folded: Vec<&'a Snippet>,
    pub(super) states: Vec<&'a State>,
}

/// The cards of problems that have to be mended, and of those worth knowing.
pub(super) fn cards<'a>(
    problems: &'a [Problem],
    states: &'a [State],
) -> (Vec<Card<'a>>, Vec<Card<'a>>) {
    let cards = problems.iter().enumerate().map(|(index, problem)| {
        let own = problem
            .states
            .iter()
            .filter_map(|at| states.get(usize::try_from(*at).ok()?));
        let (elsewhere, open): (Vec<_>, Vec<_>) =
            problem.snippets.iter().partition(|one| one.folded);
        Card {
            number: index + 1,
            sign: problem.status.into(),
            title: &problem.title,
            effect: &problem.effect,
            seen: folded(&problem.subjects),
            fix: &problem.fix,
            open,
            folded: elsewhere,
            states: own.collect(),
        }
    });
    cards.partition(|card| card.sign != Sign::from(Status::Info))
}

/// Subjects with the ports of one address or host together.
fn folded(subjects: &[String]) -> Vec<String> {
    let mut ports: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for subject in subjects {
        let (place, port) = place(subject);
        if !order.contains(&place) {
            order.push(place.clone());
        }
        ports.entry(place).or_default().extend(port);
    }
    let folded = order
        .iter()
        .map(|place| match ports.get(place).map(Vec::as_slice) {
            Some([port]) => format!("{place}:{port}"),
            Some(several) if !several.is_empty() => format!("{place}, ports {}", list(several)),
            _ => place.clone(),
        });
    folded.collect()
}

fn place(subject: &str) -> (String, Option<String>) {
    if let Ok(remote) = subject.parse::<SocketAddr>() {
        let place = match remote.ip() {
            std::net::IpAddr::V4(v4) => v4.to_string(),
            std::net::IpAddr::V6(v6) => format!("[{v6}]"),
        };
        return (place, Some(remote.port().to_string()));
    }
    match subject.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() && !host.contains(':') => {
            (host.to_owned(), Some(port.to_owned()))
        }
        _ => (subject.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_one_place_stand_together() {
        let subjects = [
            "[2001:db8::1]:5222",
            "192.0.2.1:5222",
            "[2001:db8::1]:5223",
            "_xmpp-client._tcp.example.org",
            "xmpp.example.org:5269",
        ];
        let folded = folded(&subjects.map(String::from));
        assert_eq!(
            folded,
            [
                "[2001:db8::1], ports 5222 and 5223",
                "192.0.2.1:5222",
                "_xmpp-client._tcp.example.org",
                "xmpp.example.org:5269",
            ]
        );
    }
}
