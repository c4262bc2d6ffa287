//! JSON of guests.

use crate::engine::error::Error;
use crate::model::Json;

/// What a guest says is JSON.
pub(in crate::engine) fn json(what: &str, text: String) -> Result<Json, Error> {
    Json::parse(text).map_err(|why| Error::Malformed(format!("the {what} is not JSON: {why}")))
}

/// What a guest says is a JSON object.
pub(super) fn object(what: &str, text: String) -> Result<Json, Error> {
    let object = json(what, text)?;
    match object.is_object() {
        true => Ok(object),
        false => Err(Error::Malformed(format!("the {what} is not an object"))),
    }
}
