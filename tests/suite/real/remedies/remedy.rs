//! What a report says about one problem.

use serde_json::Value;

use crate::real::world::Verdict;

/// A remedy.
pub(super) struct Remedy {
    fix: String,
    /// Label and text.
    snippets: Vec<(String, String)>,
}

impl Remedy {
    /// That of the problem whose cause begins like this.
    #[track_caller]
    pub(super) fn of(verdict: &Verdict, cause: &str) -> Self {
        let problem = verdict.problem(cause);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let snippets = problem["snippets"].as_array().unwrap().iter();
        Self {
            fix: text(&problem["fix"]),
            snippets: snippets
                .map(|one| (text(&one["label"]), text(&one["text"])))
                .collect(),
        }
    }

    /// Holds it to a sentence, or a part of one, that is done by hand.
    #[track_caller]
    pub(super) fn says(&self, words: &str) -> &Self {
        assert!(
            self.fix.contains(words),
            "{words:?} is not in {:?}",
            self.fix
        );
        self
    }

    /// Everything to copy under this label.
    #[track_caller]
    pub(super) fn snippets(&self, label: &str) -> Vec<&str> {
        let of_label = self.snippets.iter().filter(|(one, _)| one == label);
        let texts: Vec<&str> = of_label.map(|(_, text)| text.as_str()).collect();
        assert!(!texts.is_empty(), "no {label:?} in {:?}", self.snippets);
        texts
    }
}
