//! What came in clear where only TLS may come.
//!
//! RFC 6120 §5.4.3.3: TLS begins right after the closing bracket of
//! `<proceed/>`. What follows it before our ClientHello has left cannot be an
//! answer to it: TLS did not protect it, and it must never be taken for
//! something that TLS did (CVE-2011-0411).

use checker_kit::text::excerpt;

/// How many of the bytes are shown.
const SHOWN: usize = 80;

/// The beginning of such bytes.
#[derive(Debug, Default)]
pub(super) struct Injection(Vec<u8>);

impl Injection {
    /// Takes note of bytes and returns how all of them begin; `None` where
    /// there are none.
    pub(super) fn note(&mut self, bytes: &[u8]) -> Option<String> {
        // One more than is shown tells that there were more.
        let room = (SHOWN + 1).saturating_sub(self.0.len());
        self.0.extend(bytes.iter().take(room));
        (!self.0.is_empty()).then(|| excerpt(&self.0, SHOWN))
    }
}
