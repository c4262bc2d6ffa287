//! Values in the JSON form in which happyDomain's checker SDK has them, field
//! for field: statuses are numbers, empty fields are left out, names are read in
//! any case, and `null` is the same as a field that is not there.

mod definition;
mod fields;
mod metric;
mod option;
mod precheck;
mod related;
mod request;
mod state;
mod timestamp;

pub use definition::definition;
pub use metric::metrics;
pub use precheck::precheck;
pub use related::RelatedForm;
pub use request::{CollectRequest, DefinitionRequest, EvaluateRequest, ReportRequest};
pub use state::{StateForm, states};
pub use timestamp::timestamp;
