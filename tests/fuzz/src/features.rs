//! Stream headers, features and stream errors.

use checker_stream::features::Features;
use checker_stream::header::Header;
use checker_stream::reader::{Event, StreamReader};
use checker_stream::stream_error::StreamError;

use crate::judgement::written_and_read_again;

/// What is read of a header, of features or of an error can be written down
/// and read again.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn features(data: &[u8]) {
    let mut reader = StreamReader::new();
    reader.feed(data);
    while let Ok(Some(event)) = reader.next() {
        match event {
            Event::Opened(root) => written_and_read_again(&Header::read(&root)),
            Event::Element(element) => {
                if let Some(features) = Features::read(&element) {
                    assert!(features.list.len() <= 100);
                    assert!(features.all_mechanisms().count() <= 200);
                    written_and_read_again(&features);
                }
                if let Some(error) = StreamError::read(&element) {
                    assert!(!error.describe().contains(char::is_control));
                    written_and_read_again(&error);
                }
            }
            Event::Closed => {}
        }
    }
}
