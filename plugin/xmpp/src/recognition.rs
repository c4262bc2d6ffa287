//! Which software a transcript shows.
//!
//! Only what the sources of servers show to be theirs, or a fork's, counts; a proxy in
//! front of a server passes all of it on, and one that speaks for itself
//! contradicts the server behind it. Entity capabilities (XEP-0115) would tell
//! best, but Prosody, and ejabberd since 17.03, send them after the login only.

mod identifiers;
mod signs;

use checker_kit::text::shorten;
use checker_stream::transcript::Transcript;

use crate::observation::{Product, Sign, Software};
use signs::Told;

/// The longest excerpt kept, in characters.
const MAX_SAID: usize = 120;

/// The software that everything in the transcript agrees on.
pub fn recognize(transcript: &Transcript) -> Option<Software> {
    let told = [
        signs::caps(transcript),
        signs::headers(transcript),
        signs::features(transcript),
        signs::stream_error(transcript),
    ]
    .concat();
    match told.is_empty() {
        false => agreed(&told),
        // What a server says of itself is not overruled by its habits.
        true => agreed(&signs::habits(transcript)),
    }
}

fn agreed(told: &[Told<'_>]) -> Option<Software> {
    let Told { name, sign, said } = *told.first()?;
    told.iter()
        .all(|one| one.name == name)
        .then(|| software(name, sign, said))
}

fn software(name: Product, told_by: Sign, said: &str) -> Software {
    Software {
        name,
        told_by,
        said: shorten(said, MAX_SAID),
    }
}

#[cfg(test)]
mod tests;
