//! What the first bytes tell: XML, or which other protocol it is.

use checker_kit::text::excerpt;

use super::error::ReadError;
use super::foreign::Foreign;

/// How many of the first bytes are shown.
const SHOWN: usize = 60;

/// True for XML, false while there are too few bytes to tell.
pub(super) fn classify(bytes: &[u8]) -> Result<bool, ReadError> {
    match bytes {
        [] => Ok(false),
        // RFC 8446 §5.1: an alert or a handshake record.
        [0x15 | 0x16, 0x03, ..] => Err(ReadError::Foreign(Foreign::Tls)),
        [0x15 | 0x16] => Ok(false),
        // RFC 6120 §11.6: UTF-16, by its mark or its zero bytes.
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0x00, b'<', ..] | [b'<', 0x00, ..] => {
            Err(ReadError::Encoding)
        }
        [0xfe | 0xff | 0x00 | b'<'] => Ok(false),
        [0xef] | [0xef, 0xbb] => Ok(false),
        [0xef, 0xbb, 0xbf, ..] => Err(ReadError::forbidden("a byte order mark")),
        [b'<', ..] => classify_markup(bytes),
        _ if b"HTTP/".starts_with(&bytes[..bytes.len().min(5)]) => match bytes.contains(&b'\n') {
            false if bytes.len() < SHOWN => Ok(false),
            _ => Err(ReadError::Foreign(Foreign::Http(first_line(bytes)))),
        },
        _ => Err(ReadError::Foreign(Foreign::Unknown(first_line(bytes)))),
    }
}

/// HTML begins like XML.
fn classify_markup(bytes: &[u8]) -> Result<bool, ReadError> {
    let start: Vec<u8> = bytes.iter().take(14).map(u8::to_ascii_lowercase).collect();
    for html in [b"<html".as_slice(), b"<!doctype html"] {
        if start.starts_with(html) {
            return Err(ReadError::Foreign(Foreign::Html(first_line(bytes))));
        }
        if html.starts_with(&start) && start.len() > 1 && start.len() < html.len() {
            return Ok(false);
        }
    }
    Ok(bytes.len() > 1)
}

fn first_line(bytes: &[u8]) -> String {
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next();
    excerpt(line.unwrap_or_default(), SHOWN)
}
