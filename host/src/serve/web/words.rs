//! Words that several pages have.

use crate::changes::Changes;
use crate::serve::archive::Place;
use crate::serve::mount::Mount;

/// A moment (RFC 3339, in UTC) as people read it: `2026-11-29 04:20 UTC`.
pub(super) fn moment(rfc3339: &str) -> String {
    match (rfc3339.get(..10), rfc3339.get(10..11), rfc3339.get(11..16)) {
        (Some(date), Some("T"), Some(time)) if rfc3339.ends_with('Z') => {
            format!("{date} {time} UTC")
        }
        _ => rfc3339.to_owned(),
    }
}

/// What changed, in a few words.
pub(super) fn changes(changes: &Changes<'_>) -> String {
    let worse = changes.still.iter().filter(|still| still.is_worse());
    let better = changes.still.iter().filter(|still| still.is_better());
    let counts = [
        (changes.gone.len(), "gone"),
        (changes.new.len(), "new"),
        (worse.count(), "worse"),
        (better.count(), "better"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = counts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match words.is_empty() {
        true => "nothing changed".to_owned(),
        false => words.join(", "),
    }
}

/// For how long results are kept, as it stands after "Results are kept".
pub(super) fn kept_for(mount: &Mount) -> String {
    let keeping = mount.service.settings.keeping.as_ref();
    let Some(keeping) = keeping.filter(|_| mount.service.archive.is_some()) else {
        return "for ten minutes after they were last looked at".to_owned();
    };
    let days = match keeping.duration.as_secs() / (24 * 3600) {
        1 => "for one day".to_owned(),
        days => format!("for {days} days"),
    };
    match keeping.place {
        Place::File(_) => days,
        Place::Memory => format!("{days} at most, until this server ends"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::Still;
    use crate::model::{Problem, Status};

    #[test]
    fn a_moment_is_shown_to_the_minute() {
        assert_eq!(moment("2026-11-29T04:20:59Z"), "2026-11-29 04:20 UTC");
        for other in [
            "",
            "2026",
            "2026-11-29T04:20:59+01:00",
            "é".repeat(20).as_str(),
        ] {
            assert_eq!(moment(other), other);
        }
    }

    #[test]
    fn changes_are_counted_and_none_is_said() {
        let problem = Problem {
            cause: "a".into(),
            status: Status::Crit,
            title: String::new(),
            effect: String::new(),
            subjects: Vec::new(),
            states: Vec::new(),
            fix: String::new(),
            snippets: Vec::new(),
        };
        let mut found = Changes::default();
        assert_eq!(changes(&found), "nothing changed");
        found.gone = vec![&problem; 2];
        found.still = vec![Still {
            now: &problem,
            before: Status::Warn,
        }];
        assert_eq!(changes(&found), "2 gone, 1 worse");
    }
}
