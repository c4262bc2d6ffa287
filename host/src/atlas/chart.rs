//! Charts, laid out so that the template only has to write them down. Widths are
//! percentages and texts keep their size, so that one drawing is right on a phone
//! and on a wide screen.

use crate::model::Status;

use super::number::{grouped, percent, share};

/// The height of a bar with its label, of the bar itself, and where the text's
/// baseline is, in pixels.
const ROW: usize = 36;
const BAR: usize = 10;
const BASELINE: usize = 14;
/// The height of columns, and of all with the texts above and below.
const COLUMN: f64 = 120.0;
const COLUMNS: usize = 180;
/// The longest label that fits beside its value on a phone, in characters.
const MAX_LABEL: usize = 28;

/// What a part is coloured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing is said by the colour.
    Plain,
    /// That of a status.
    Status(Status),
}

/// A chart with its table.
#[derive(Debug)]
pub(super) struct Chart {
    /// Where links lead to.
    pub(super) id: String,
    pub(super) title: String,
    /// What it shows, in a sentence, or empty.
    pub(super) about: String,
    /// What has to be known about the numbers, or empty.
    pub(super) note: String,
    /// In pixels.
    pub(super) height: usize,
    pub(super) bars: Vec<Bar>,
    pub(super) columns: Vec<Column>,
    /// What the colours mean, where that is not written at each.
    pub(super) legend: Vec<&'static str>,
    pub(super) table: Table,
}

/// A row of the drawing.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) baseline: usize,
    pub(super) top: usize,
    pub(super) parts: Vec<Part>,
}

/// A piece of a bar, in percent of the whole.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) left: String,
    pub(super) width: String,
    pub(super) tone: &'static str,
}

/// A column of the drawing.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) label: String,
    pub(super) value: String,
    /// In percent of the width.
    pub(super) left: String,
    pub(super) middle: String,
    pub(super) width: String,
    /// In pixels.
    pub(super) top: String,
    pub(super) height: String,
    pub(super) value_baseline: String,
    pub(super) label_baseline: usize,
    pub(super) tone: &'static str,
}

/// The numbers that were drawn.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Something counted.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub(super) label: String,
    pub(super) count: u64,
    pub(super) tone: Tone,
}

impl Counted {
    pub(super) fn plain(label: impl Into<String>, count: u64) -> Self {
        Self {
            label: label.into(),
            count,
            tone: Tone::Plain,
        }
    }
}

impl Chart {
    /// Bars of what each is of so many.
    pub(super) fn bars(title: &str, about: &str, what: &str, whole: u64, all: &[Counted]) -> Self {
        let mut chart = Self::empty(title, about);
        chart.table.head = [what, "Domains", "Share"].map(str::to_owned).into();
        for counted in all {
            let value = format!(
                "{} · {}",
                grouped(counted.count),
                share(counted.count, whole)
            );
            chart.bar(
                &counted.label,
                value,
                &[(counted.tone, counted.count)],
                whole,
            );
            chart.table.rows.push(vec![
                counted.label.clone(),
                grouped(counted.count),
                share(counted.count, whole),
            ]);
        }
        chart
    }

    /// Bars, each of several statuses.
    pub(super) fn stacks(
        title: &str,
        about: &str,
        what: &str,
        shown: &[Status],
        all: &[Stack],
    ) -> Self {
        let mut chart = Self::empty(title, about);
        chart.legend = shown.iter().map(|status| status.word()).collect();
        let head = shown.iter().map(|status| status.word().to_owned());
        chart.table.head = [what.to_owned()].into_iter().chain(head).collect();
        for stack in all {
            let parts = shown
                .iter()
                .map(|status| (Tone::Status(*status), stack.count(*status)));
            let parts: Vec<(Tone, u64)> = parts.collect();
            chart.bar(&stack.label, stack.value.clone(), &parts, stack.whole);
            let cells = parts.iter().map(|(_, count)| grouped(*count));
            let row = [stack.label.clone()].into_iter().chain(cells);
            chart.table.rows.push(row.collect());
        }
        chart
    }

    /// Columns, side by side in the order of what they are about.
    pub(super) fn histogram(title: &str, about: &str, what: &str, all: &[Counted]) -> Self {
        let mut chart = Self::empty(title, about);
        chart.table.head = [what, "Domains", "Share"].map(str::to_owned).into();
        chart.height = COLUMNS;
        let whole: u64 = all.iter().map(|counted| counted.count).sum();
        let most = all
            .iter()
            .map(|counted| counted.count)
            .max()
            .unwrap_or_default();
        let step = 100.0 / all.len().max(1) as f64;
        for (index, counted) in all.iter().enumerate() {
            let height = percent(counted.count, most) / 100.0 * COLUMN;
            let left = index as f64 * step;
            let top = COLUMN + 24.0 - height;
            chart.columns.push(Column {
                label: counted.label.clone(),
                value: short(counted.count),
                left: format!("{:.2}", left + step * 0.1),
                middle: format!("{:.2}", left + step / 2.0),
                width: format!("{:.2}", step * 0.8),
                top: format!("{top:.1}"),
                height: format!("{height:.1}"),
                value_baseline: format!("{:.1}", top - 5.0),
                // Where they are many every other label stands lower, or they
                // would run into each other on a phone.
                label_baseline: match index % 2 == 1 && all.len() > 5 {
                    true => 174,
                    false => 160,
                },
                tone: word(counted.tone),
            });
            chart.table.rows.push(vec![
                counted.label.clone(),
                grouped(counted.count),
                share(counted.count, whole),
            ]);
        }
        chart
    }

    /// Whether there is nothing to see.
    pub(super) fn is_empty(&self) -> bool {
        self.bars.is_empty() && self.columns.is_empty()
    }

    fn empty(title: &str, about: &str) -> Self {
        Self {
            id: String::new(),
            title: title.to_owned(),
            about: about.to_owned(),
            note: String::new(),
            height: 0,
            bars: Vec::new(),
            columns: Vec::new(),
            legend: Vec::new(),
            table: Table::default(),
        }
    }

    /// One more row.
    pub(super) fn bar(&mut self, label: &str, value: String, parts: &[(Tone, u64)], whole: u64) {
        let top = self.bars.len() * ROW;
        let mut left = 0.0;
        let mut drawn = Vec::new();
        for (tone, count) in parts.iter().filter(|(_, count)| *count > 0) {
            let width = percent(*count, whole);
            drawn.push(Part {
                left: format!("{left:.2}"),
                width: format!("{width:.2}"),
                tone: word(*tone),
            });
            left += width;
        }
        self.bars.push(Bar {
            label: cut(label),
            value,
            baseline: top + BASELINE,
            top: top + BASELINE + 6,
            parts: drawn,
        });
        self.height = top + BASELINE + 6 + BAR + 2;
    }
}

/// Several statuses of one thing.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) counts: Vec<(Status, u64)>,
    /// What the whole width stands for.
    pub(super) whole: u64,
}

impl Stack {
    fn count(&self, wanted: Status) -> u64 {
        let found = self.counts.iter().find(|(status, _)| *status == wanted);
        found.map_or(0, |(_, count)| *count)
    }
}

fn word(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Status(status) => status.word(),
    }
}

fn cut(label: &str) -> String {
    match label.chars().count() > MAX_LABEL {
        true => label.chars().take(MAX_LABEL - 1).chain(['…']).collect(),
        false => label.to_owned(),
    }
}

/// In the width of a narrow column.
fn short(count: u64) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{:.1}M", count as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_bar_stand_beside_each_other() {
        let stack = Stack {
            label: "a label that is far too long for a phone".into(),
            value: "3".into(),
            counts: vec![(Status::Warn, 1), (Status::Crit, 2)],
            whole: 4,
        };
        let shown = [Status::Crit, Status::Warn, Status::Error];
        let chart = Chart::stacks("t", "", "Rule", &shown, &[stack]);
        let parts = &chart.bars[0].parts;
        assert_eq!(
            (parts[0].left.as_str(), parts[0].width.as_str()),
            ("0.00", "50.00")
        );
        assert_eq!(
            (parts[1].left.as_str(), parts[1].width.as_str()),
            ("50.00", "25.00")
        );
        assert_eq!(parts.len(), 2);
        assert_eq!(chart.bars[0].label.chars().count(), MAX_LABEL);
        assert_eq!(chart.table.rows[0][1..], ["2", "1", "0"]);
    }

    #[test]
    fn the_highest_column_has_the_whole_height() {
        let all = [Counted::plain("a", 5), Counted::plain("b", 20_000)];
        let chart = Chart::histogram("t", "", "Days", &all);
        assert_eq!(chart.columns[1].height, "120.0");
        assert_eq!(chart.columns[1].value, "20k");
        assert_eq!(
            (
                chart.columns[0].left.as_str(),
                chart.columns[1].left.as_str()
            ),
            ("5.00", "55.00")
        );
        assert!(Chart::histogram("t", "", "Days", &[]).is_empty());
    }
}
