//! `checker-xmpp compare`: what became of the domains of a survey.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::cli::args::CompareArguments;
use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::printable::printable;
use crate::cli::{print, results};
use crate::model::Status;
use crate::survey::{Comparison, Difference, Seen};

/// Prints what is not as it was and returns the exit code: how bad the worst of
/// what is new is.
pub(in crate::cli) fn run(arguments: &CompareArguments) -> Result<u8, Failure> {
    let mut comparison = Comparison::default();
    results::each(&arguments.old, &mut |record| {
        comparison.before(record);
        Ok(())
    })?;
    let mut counts = Counts::default();
    let write = |difference: &Difference| match arguments.json {
        true => print::out(&line(difference)),
        false => print::out(&text(difference)),
    };
    results::each(&arguments.new, &mut |record| {
        let difference = comparison.now(record);
        counts.add(&difference);
        match difference.is_none() {
            true => Ok(()),
            false => write(&difference),
        }
    })?;
    for domain in comparison.missing() {
        let difference = Difference {
            domain: domain.to_owned(),
            seen: Seen::Before,
            ..Difference::default()
        };
        counts.add(&difference);
        write(&difference)?;
    }
    anstream::eprint!("{}", counts.text());
    Ok(counts.worst.map_or(0, exit::code))
}

/// What was seen of how many domains.
#[derive(Default)]
struct Counts {
    same: usize,
    new: usize,
    gone: usize,
    changed: usize,
    before: usize,
    now: usize,
    worst: Option<Status>,
}

impl Counts {
    fn add(&mut self, difference: &Difference) {
        self.worst = self.worst.max(difference.worst_new());
        match difference.seen {
            Seen::Before => self.before += 1,
            Seen::Now => self.now += 1,
            Seen::Both if difference.is_none() => self.same += 1,
            Seen::Both => {
                let has_new = difference.worst_new().is_some();
                let has_gone = !difference.gone.is_empty() || !difference.better.is_empty();
                self.new += usize::from(has_new);
                self.gone += usize::from(has_gone);
                self.changed += usize::from(!has_new && !has_gone);
            }
        }
    }

    fn text(&self) -> String {
        let rows = [
            (self.new, "with something new or worse"),
            (self.gone, "with something gone or better"),
            (self.changed, "otherwise changed"),
            (self.before, "only in the earlier survey"),
            (self.now, "only in the later survey"),
            (self.same, "as before"),
        ];
        let mut text = String::new();
        for (count, what) in rows {
            let _ = writeln!(text, "{count:>8} {what}");
        }
        text
    }
}

fn line(difference: &Difference) -> String {
    // All of it has a form in JSON.
    let line = serde_json::to_string(difference).unwrap_or_default();
    format!("{line}\n")
}

fn text(difference: &Difference) -> String {
    let domain = printable(&difference.domain);
    let mut text = match difference.seen {
        Seen::Before => return format!("{domain}: only in the earlier survey\n"),
        Seen::Now => format!("{domain}: only in the later survey"),
        Seen::Both => domain.clone(),
    };
    let (before, now) = (
        printable(&difference.class_before),
        printable(&difference.class),
    );
    let _ = match (before.is_empty(), now.is_empty(), before == now) {
        (true, true, _) => Ok(()),
        (_, _, true) | (true, false, _) => write!(text, ": {now}"),
        (false, true, _) => write!(text, ": was {before}"),
        (false, false, false) => write!(text, ": {now}, was {before}"),
    };
    text.push('\n');
    for (sign, causes, note) in [
        ("+", &difference.new, ""),
        ("+", &difference.worse, " (worse)"),
        ("-", &difference.better, " (better)"),
        ("-", &difference.gone, ""),
        ("?", &difference.unseen, " (not looked for)"),
    ] {
        list(&mut text, sign, causes, note);
    }
    text
}

fn list(text: &mut String, sign: &str, causes: &BTreeMap<String, Status>, note: &str) {
    for (cause, status) in causes {
        let cause = printable(cause);
        let _ = writeln!(text, "  {sign} {:5} {cause}{note}", status.word());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference() -> Difference {
        Difference {
            domain: "a.example".into(),
            class_before: "sound".into(),
            class: "broken".into(),
            new: [("down".to_owned(), Status::Crit)].into(),
            gone: [("old".to_owned(), Status::Warn)].into(),
            ..Difference::default()
        }
    }

    #[test]
    fn a_domain_is_told_with_what_is_new_and_what_is_gone() {
        assert_eq!(
            text(&difference()),
            "a.example: broken, was sound\n  + crit  down\n  - warn  old\n"
        );
        let only = Difference {
            seen: Seen::Now,
            class_before: String::new(),
            ..difference()
        };
        let text = text(&only);
        assert!(
            text.starts_with("a.example: only in the later survey: broken\n"),
            "{text}"
        );
    }

    #[test]
    fn the_worst_of_what_is_new_is_kept() {
        let mut counts = Counts::default();
        counts.add(&difference());
        counts.add(&Difference::default());
        assert_eq!((counts.new, counts.gone, counts.same), (1, 1, 1));
        assert_eq!(counts.worst, Some(Status::Crit));
    }
}
