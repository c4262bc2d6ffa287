//! Returns a metric that is not a number.

use checker_guests::{ErrorCode, Evidence, Hostile, Metric};

struct Guest;

impl Hostile for Guest {
    fn metrics(_evidence: Evidence) -> Result<Vec<Metric>, ErrorCode> {
        Ok(vec![Metric {
            name: "hostile".to_owned(),
            description: String::new(),
            value: f64::NAN,
            unit: String::new(),
            labels: Vec::new(),
        }])
    }
}

checker_guests::export!(Guest);
