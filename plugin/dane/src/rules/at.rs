//! Findings about one endpoint.

use checker_kit::contract::Status;
use checker_kit::shared::issue::REF;
use checker_kit::state::Finding;

use crate::case::Endpoint;

/// A finding about this endpoint; what it names as its cause is about the
/// records of this name.
pub(super) fn finding(
    endpoint: &Endpoint,
    status: Status,
    rule: &'static str,
    code: &str,
    message: impl Into<String>,
) -> Finding {
    Finding::new(status, rule, code, message)
        .subject(endpoint.entry.label())
        .detail(REF, endpoint.r#ref.clone())
        .cause(format!("dane.{code}:{}", endpoint.owner()))
}
