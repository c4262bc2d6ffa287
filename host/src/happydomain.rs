//! Values in the JSON form in which happyDomain's checker SDK has them, field
//! for field: statuses are numbers and empty fields are left out.

mod definition;
mod metric;
mod related;
mod state;

pub use definition::definition;
pub use metric::{metrics, now as timestamp};
pub use related::Observed;
pub use state::{StateForm, states};
