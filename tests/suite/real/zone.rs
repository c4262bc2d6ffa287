//! A zone as its file has it, so that what a report says about it can be done
//! to it.

use std::net::IpAddr;

/// The records, one a line.
#[derive(Debug, Default, Clone)]
pub(crate) struct Zone(Vec<String>);

/// An SRV record.
pub(crate) fn srv(service: &str, domain: &str, port: u16, target: &str) -> String {
    format!("{service}._tcp.{domain}. 3600 IN SRV 5 0 {port} {target}.")
}

/// An A or AAAA record.
pub(crate) fn address(name: &str, address: &str) -> String {
    let family = match address.parse().unwrap() {
        IpAddr::V4(_) => "A",
        IpAddr::V6(_) => "AAAA",
    };
    format!("{name}. 3600 IN {family} {address}")
}

impl Zone {
    /// Adds these lines.
    pub(crate) fn add(&mut self, lines: &str) {
        self.0.extend(lines.lines().map(str::to_owned));
    }

    /// Removes every record with all of these words, and hands them out.
    #[track_caller]
    pub(crate) fn remove(&mut self, words: &[&str]) -> Vec<String> {
        let has_all = |line: &String| {
            words
                .iter()
                .all(|word| line.split(' ').any(|one| one == *word))
        };
        let (gone, left): (Vec<String>, Vec<String>) = self.0.drain(..).partition(has_all);
        assert!(!gone.is_empty(), "no record with {words:?} in {left:#?}");
        self.0 = left;
        gone
    }

    /// Puts a word in the place of another in every record with all of these.
    #[track_caller]
    pub(crate) fn replace(&mut self, words: &[&str], old: &str, new: &str) {
        let sought = [words, &[old]].concat();
        for line in self.remove(&sought) {
            let words = line.split(' ');
            let words = words.map(|word| if word == old { new } else { word });
            self.add(&words.collect::<Vec<&str>>().join(" "));
        }
    }

    /// The lines, for servers that read files of zones.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The same for dnsmasq.
    pub(super) fn for_dnsmasq(&self) -> String {
        self.0.iter().map(|line| for_dnsmasq(line)).collect()
    }
}

fn for_dnsmasq(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let bare = |name: &str| name.trim_end_matches('.').to_owned();
    match words.as_slice() {
        // RFC 2782: nothing is offered.
        [name, _, "IN", "SRV", _, _, _, "."] => format!("srv-host={}\n", bare(name)),
        [name, _, "IN", "SRV", priority, weight, port, target] => {
            let (name, target) = (bare(name), bare(target));
            format!("srv-host={name},{target},{port},{priority},{weight}\n")
        }
        [name, _, "IN", "A" | "AAAA", address] => {
            format!("host-record={},{address}\n", bare(name))
        }
        [name, _, "IN", "CNAME", target] => format!("cname={},{}\n", bare(name), bare(target)),
        other => panic!("{other:?} is no record that is known here"),
    }
}
