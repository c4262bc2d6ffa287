//! As much of Markdown as these documents use.

use crate::sources::{files, read};

/// A document.
pub(crate) struct Document {
    /// Its path below the root.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// A fenced block.
pub(crate) struct Block {
    /// What follows the opening fence.
    pub(crate) language: String,
    /// Its lines.
    pub(crate) lines: Vec<String>,
}

impl Document {
    pub(crate) fn read(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: read(path),
        }
    }

    /// All documents for readers of the repository.
    pub(crate) fn all() -> Vec<Self> {
        let top = [
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "SECURITY.md",
        ];
        let docs = files("docs", ".md");
        assert!(docs.len() > 5, "{docs:?}");
        let paths = top.into_iter().map(str::to_owned).chain(docs);
        paths.map(|path| Self::read(&path)).collect()
    }

    /// The fenced blocks whose language is this, with whatever else is said of
    /// it after a comma.
    pub(crate) fn blocks(&self, language: &str) -> Vec<Block> {
        let (_, blocks) = split(&self.text);
        let wanted = |block: &Block| block.language.split(',').next() == Some(language);
        blocks.into_iter().filter(wanted).collect()
    }

    /// The lines outside of fenced blocks.
    pub(crate) fn prose(&self) -> Vec<String> {
        split(&self.text).0
    }

    /// What stands between backticks outside of fenced blocks.
    pub(crate) fn spans(&self) -> Vec<String> {
        let prose = self.prose().join("\n");
        spans(&prose)
    }

    /// The rows of all tables, without headings: their cells.
    pub(crate) fn rows(&self) -> Vec<Vec<String>> {
        let lines = self.prose();
        let is_row = |line: &String| line.starts_with('|');
        let is_rule = |line: &str| line.starts_with("|--");
        lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_row(line) && !is_rule(line))
            .filter(|(at, _)| !lines.get(at + 1).is_some_and(|next| is_rule(next)))
            .map(|(_, line)| cells(line))
            .collect()
    }

    /// The targets of links and images.
    pub(crate) fn links(&self) -> Vec<String> {
        let prose = self.prose().join("\n");
        let after = prose.split("](").skip(1);
        after
            .map(|rest| rest.split(')').next().unwrap_or_default().to_owned())
            .collect()
    }

    /// The anchors of the headings.
    pub(crate) fn anchors(&self) -> Vec<String> {
        let lines = self.prose();
        let headings = lines.iter().filter(|line| line.starts_with('#'));
        headings
            .map(|line| anchor(line.trim_start_matches('#').trim()))
            .collect()
    }
}

/// What stands between backticks.
pub(crate) fn spans(text: &str) -> Vec<String> {
    let inside = text.split('`').skip(1).step_by(2);
    inside.map(|span| span.replace("\\|", "|")).collect()
}

/// The first span of a cell.
pub(crate) fn first_span(cell: &str) -> Option<String> {
    spans(cell).into_iter().next()
}

fn split(text: &str) -> (Vec<String>, Vec<Block>) {
    let (mut prose, mut blocks) = (Vec::new(), Vec::new());
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(language), None) => {
                open = Some(Block {
                    language: language.to_owned(),
                    lines: Vec::new(),
                });
            }
            (None, Some(block)) => block.lines.push(line.to_owned()),
            (None, None) => prose.push(line.to_owned()),
        }
    }
    assert!(open.is_none(), "a block does not end");
    (prose, blocks)
}

fn cells(line: &str) -> Vec<String> {
    let line = line.replace("\\|", "\u{0}");
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner
        .split('|')
        .map(|cell| cell.trim().replace('\u{0}', "|"))
        .collect()
}

/// As forges make them: lower case, hyphens for spaces, no punctuation.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            ' ' => Some('-'),
            '-' | '_' => Some(letter),
            _ => letter.is_alphanumeric().then_some(letter),
        })
        .collect()
}
