//! The steps of a task in a finding: which are shown at once, and which on
//! demand.

use checker_kit::state::Finding;

use super::task::{Step, Task};
use super::{lines, others};
use crate::observation::Product;

/// The finding with the steps of a task. Where the software is known, its steps
/// are open and all others folded; where it is not, those are open that were
/// tried.
pub(super) fn attach(finding: Finding, task: &Task, known: Option<Product>) -> Finding {
    let tried = lines::steps(task);
    let tried = tried.into_iter().map(|step| (step, known.is_none()));
    let others = others::steps(task).into_iter().map(|step| (step, false));
    tried.chain(others).fold(finding, |finding, (step, open)| {
        let Step {
            product,
            label,
            text,
        } = step;
        match open || known == Some(product) {
            true => finding.snippet(&label, text),
            false => finding.folded_snippet(&label, text),
        }
    })
}

#[cfg(test)]
mod tests {
    use checker_kit::contract::{State, Status};
    use checker_kit::state::Meta;
    use checker_stream::side::Side;

    use super::*;

    /// Labels of what is open, and of what is folded.
    fn labels(task: &Task, known: Option<Product>) -> (Vec<String>, Vec<String>) {
        let finding = Finding::new(Status::Warn, "a.rule", "found", "Found.");
        let state = State::from(attach(finding, task, known));
        let snippets = Meta::read(&state).snippets;
        let (folded, open): (Vec<_>, Vec<_>) = snippets.into_iter().partition(|one| one.folded);
        let labels = |of: Vec<checker_kit::checker::Snippet>| {
            of.into_iter().map(|one| one.label).collect::<Vec<String>>()
        };
        (labels(open), labels(folded))
    }

    #[test]
    fn where_nothing_tells_the_software_what_was_tried_is_open() {
        let (open, folded) = labels(&Task::Encryption(Side::Client), None);
        assert_eq!(open, ["Prosody", "ejabberd"]);
        assert_eq!(
            folded,
            [
                "Openfire (not tried)",
                "Tigase (not tried)",
                "MongooseIM (not tried)",
                "jabberd2 (not tried)",
            ]
        );
    }

    #[test]
    fn known_software_is_open_alone() {
        for (known, label) in [
            (Product::Prosody, "Prosody"),
            (Product::Ejabberd, "ejabberd"),
            (Product::Openfire, "Openfire (not tried)"),
            (Product::Jabberd2, "jabberd2 (not tried)"),
        ] {
            let (open, folded) = labels(&Task::Encryption(Side::Server), Some(known));
            assert_eq!(open, [label]);
            assert_eq!(folded.len(), 5);
        }
    }
}
