//! The deployment as a picture: domain, records, targets, addresses and what
//! happened there, from left to right and in the order of use.

use std::collections::BTreeMap;

use checker_kit::checker::Row;
use checker_kit::contract::Status;
use checker_kit::state::word;
use checker_kit::text::shorten;

use crate::observation::{Endpoint, Observation, Origin};
use crate::summary;

const COLUMNS: [f64; 4] = [0.0, 190.0, 450.0, 690.0];
const WIDTHS: [f64; 4] = [160.0, 230.0, 210.0, 310.0];
const ROW: f64 = 46.0;
const BOX: f64 = 38.0;
/// The longest text of a box, in characters, by column.
const LETTERS: [usize; 4] = [20, 30, 27, 42];

/// Boxes and the lines between them.
pub(super) struct Picture {
    pub(super) height: f64,
    pub(super) boxes: Vec<Node>,
    pub(super) lines: Vec<Line>,
    pub(super) description: String,
}

/// A box with up to two lines of text.
pub(super) struct Node {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) status: &'static str,
    pub(super) title: String,
    pub(super) first: String,
    pub(super) second: String,
    column: usize,
}

/// A line from one box to another.
pub(super) struct Line {
    pub(super) x1: f64,
    pub(super) y1: f64,
    pub(super) x2: f64,
    pub(super) y2: f64,
    pub(super) status: &'static str,
}

impl Node {
    /// Where the text begins.
    pub(super) fn text_x(&self) -> f64 {
        self.x + 8.0
    }

    /// The baseline of the first line of text.
    pub(super) fn first_y(&self) -> f64 {
        self.y + 16.0
    }

    /// The baseline of the second line of text.
    pub(super) fn second_y(&self) -> f64 {
        self.y + 31.0
    }

    /// The height of every box.
    pub(super) fn height(&self) -> f64 {
        BOX
    }
}

impl Picture {
    /// Draws the observation; `None` where there is nothing to draw.
    pub(super) fn draw(observation: &Observation) -> Option<Self> {
        let mut picture = Self {
            height: 0.0,
            boxes: Vec::new(),
            lines: Vec::new(),
            description: String::new(),
        };
        let domain = picture.add(
            0,
            0.0,
            "",
            observation.domain.unicode.clone(),
            String::new(),
        );
        let mut links: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
        let mut row = 0_usize;
        let mut rows = [0_usize; 3];
        for endpoint in &observation.endpoints {
            let status = summary::status(endpoint);
            let address = picture.address(endpoint, status, row);
            row += 1;
            for origin in &endpoint.origins {
                let record = picture.find_or_add(1, &mut rows[0], record_text(origin));
                let host =
                    picture.find_or_add(2, &mut rows[1], (origin.host.clone(), String::new()));
                links.entry((domain, record)).or_insert("");
                links.entry((record, host)).or_insert("");
                links.entry((host, address)).or_insert(word(status));
            }
        }
        if row == 0 {
            return None;
        }
        let height = ROW * row.max(rows[0]).max(rows[1]) as f64;
        picture.height = height;
        picture.boxes[domain].y = (height - ROW) / 2.0;
        picture.spread(1, height);
        picture.spread(2, height);
        let lines = links
            .into_iter()
            .map(|(ends, status)| picture.line(ends, status));
        picture.lines = lines.collect();
        picture.description = summary::tables(observation)
            .iter()
            .flat_map(|table| table.rows.iter().map(describe))
            .collect::<Vec<_>>()
            .join("; ");
        Some(picture)
    }

    fn address(&mut self, endpoint: &Endpoint, status: Status, row: usize) -> usize {
        let outcome = match &endpoint.last().failure {
            Some(failure) => failure.message.clone(),
            None => "works".to_owned(),
        };
        let mark = match status {
            Status::Ok => "✓",
            Status::Info => "i",
            Status::Warn => "!",
            Status::Crit | Status::Error => "✗",
            Status::Unknown => "?",
        };
        let first = format!("{} ({})", endpoint.name(), endpoint.method.label());
        self.add(
            3,
            ROW * row as f64,
            word(status),
            first,
            format!("{mark} {outcome}"),
        )
    }

    fn find_or_add(&mut self, column: usize, rows: &mut usize, text: (String, String)) -> usize {
        let title = title(&text.0, &text.1);
        let known = self
            .boxes
            .iter()
            .position(|node| node.column == column && node.title == title);
        known.unwrap_or_else(|| {
            *rows += 1;
            self.add(column, ROW * (*rows - 1) as f64, "", text.0, text.1)
        })
    }

    fn add(
        &mut self,
        column: usize,
        y: f64,
        status: &'static str,
        first: String,
        second: String,
    ) -> usize {
        self.boxes.push(Node {
            x: COLUMNS[column],
            y,
            width: WIDTHS[column],
            status,
            title: title(&first, &second),
            first: shorten(&first, LETTERS[column]),
            second: shorten(&second, LETTERS[column]),
            column,
        });
        self.boxes.len() - 1
    }

    /// Distributes a column's boxes over the height.
    fn spread(&mut self, column: usize, height: f64) {
        let mut nodes: Vec<&mut Node> = self
            .boxes
            .iter_mut()
            .filter(|node| node.column == column)
            .collect();
        let step = height / nodes.len().max(1) as f64;
        for (index, node) in nodes.iter_mut().enumerate() {
            node.y = step * index as f64 + (step - ROW) / 2.0;
        }
    }

    /// Draws a line between two boxes, once they have their places.
    fn line(&self, (from, to): (usize, usize), status: &'static str) -> Line {
        let (from, to) = (&self.boxes[from], &self.boxes[to]);
        Line {
            x1: from.x + from.width,
            y1: from.y + BOX / 2.0,
            x2: to.x,
            y2: to.y + BOX / 2.0,
            status,
        }
    }
}

fn record_text(origin: &Origin) -> (String, String) {
    match origin.service {
        Some(service) => (
            service.labels().to_owned(),
            format!("priority {}, weight {}", origin.priority, origin.weight),
        ),
        None => (
            "no SRV record".to_owned(),
            "fallback to the domain itself".to_owned(),
        ),
    }
}

fn title(first: &str, second: &str) -> String {
    match second {
        "" => first.to_owned(),
        second => format!("{first}: {second}"),
    }
}

fn describe(row: &Row) -> String {
    format!("{} {}", row.cells.join(" "), word(row.status))
}
