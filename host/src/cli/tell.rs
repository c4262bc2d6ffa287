//! Lines on standard error.

use super::printable::printable;

/// Says something about the run, in one line, and what can be done about it.
pub(super) fn tell(text: &str, hint: Option<&str>) {
    let text = printable(text);
    match hint {
        None => anstream::eprintln!("checker-xmpp: {text}"),
        Some(hint) => anstream::eprintln!("checker-xmpp: {text} ({})", printable(hint)),
    }
}
