//! Where text goes: standard output or a file.

use std::io::Write;
use std::path::Path;

use serde_json::Value;

use super::failure::Failure;

/// Writes to the file, without colours, or to standard output.
pub(super) fn to(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    let Some(path) = path else {
        return out(text);
    };
    let plain = anstream::adapter::strip_str(text).to_string();
    std::fs::write(path, plain).map_err(|error| Failure::File {
        path: path.to_owned(),
        error,
    })
}

/// Prints to standard output; colours only where they are welcome.
pub(super) fn out(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

/// A JSON text laid out for reading.
pub(super) fn indented(json: &str) -> String {
    let document = serde_json::from_str::<Value>(json);
    let text = document.and_then(|document| serde_json::to_string_pretty(&document));
    // What is no JSON stays as it is.
    text.unwrap_or_else(|_| json.to_owned())
}
