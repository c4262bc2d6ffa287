//! Many rows that look alike.

use checker_kit::contract::Status;

use super::super::signs::Sign;
use super::Row;

/// The most rows of one side where they look alike.
const SHOWN: usize = 8;

/// The rows to draw, and in brief the further ones that have no problem.
pub(super) fn fold(rows: Vec<Row>) -> (Vec<Row>, Vec<String>) {
    let (mut shown, mut folded) = (Vec::new(), Vec::new());
    for row in rows {
        match shown.len() < SHOWN || !is_fine(&row) {
            true => shown.push(row),
            false => folded.push(brief(&row)),
        }
    }
    (shown, folded)
}

fn is_fine(row: &Row) -> bool {
    let ok = Sign::from(Status::Ok);
    row.dead_end.is_none() && row.stops.iter().all(|stop| stop.sign == ok)
}

fn brief(row: &Row) -> String {
    let stops: Vec<&str> = row.stops.iter().map(|stop| stop.name.as_str()).collect();
    format!(
        "{} {} → {} → {}",
        row.record,
        row.place,
        row.host,
        stops.join(", ")
    )
}
