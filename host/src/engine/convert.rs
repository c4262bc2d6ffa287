//! Between the contract's records and the model. What a guest returns is
//! checked here: that JSON is JSON, numbers are numbers, and what refers to
//! something refers to what there is.

mod definition;
mod evidence;
mod findings;
mod json;
mod status;
mod summary;

pub(super) use definition::{definition, precheck};
pub(super) use evidence::{evidence, to_state};
pub(super) use findings::{collection, discovery, metric, state};
pub(super) use json::json;
pub(super) use summary::summary;
