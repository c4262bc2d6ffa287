//! Many names in little memory: a text, and where each name in it begins.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead};

use rand::Rng;
use rand::seq::SliceRandom;

/// The longest line of a list, in bytes, its comment included.
const MAX_LINE: u64 = 64 * 1024;

/// A list of names, each once, whatever case it is written in.
///
/// It takes up the names themselves and eight bytes for each, and a bit where any
/// is marked.
#[derive(Debug, Default)]
pub struct Names {
    /// Each name is followed by a line feed.
    text: String,
    /// For each name a hash in the upper half, and where it begins in the lower:
    /// in their order, so that a name is found by its hash.
    places: Vec<u64>,
    /// A bit for each.
    marks: Vec<u64>,
    /// Of this list alone, so that nobody can make names that have one hash.
    hashes: RandomState,
}

impl Names {
    /// Reads a list: one name on each line, comments after `#`.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, is no text, has lines longer than 64 KiB, or
    /// more than 4 GiB of names.
    pub fn read(mut source: impl BufRead) -> io::Result<Self> {
        let mut names = Self::default();
        let mut line = String::new();
        loop {
            line.clear();
            let mut within = io::Read::take(&mut source, MAX_LINE);
            if within.read_line(&mut line)? == 0 {
                names.sort();
                return Ok(names);
            }
            if line.len() as u64 >= MAX_LINE {
                return Err(too_large("a line is longer than 64 KiB"));
            }
            let name = line.split('#').next().unwrap_or_default().trim();
            if !name.is_empty() {
                names.push(name)?;
            }
        }
    }

    /// The names of an iterator.
    ///
    /// # Errors
    ///
    /// Where there are more than 4 GiB of them.
    pub fn of(source: impl IntoIterator<Item = impl AsRef<str>>) -> io::Result<Self> {
        let mut names = Self::default();
        for name in source {
            names.push(name.as_ref())?;
        }
        names.sort();
        Ok(names)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a name is among them.
    pub fn contains(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Marks a name. Returns whether it is one of the list, and was not marked.
    pub fn mark(&mut self, name: &str) -> bool {
        let Some(position) = self.position(name) else {
            return false;
        };
        self.marks.resize(self.len().div_ceil(64), 0);
        let bit = 1 << (position % 64);
        let Some(word) = self.marks.get_mut(position / 64) else {
            return false;
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Those that are not marked, in random order.
    pub fn unmarked<R: Rng>(
        mut self,
        random: &mut R,
    ) -> impl ExactSizeIterator<Item = String> + use<R> {
        let marks = std::mem::take(&mut self.marks);
        let mut position = 0;
        self.places.retain(|_| {
            let word = marks.get(position / 64).copied().unwrap_or_default();
            let is_marked = (word >> (position % 64)) & 1 == 1;
            position += 1;
            !is_marked
        });
        self.places.shuffle(random);
        let Self { text, places, .. } = self;
        places
            .into_iter()
            .map(move |place| name_at(&text, place).to_owned())
    }

    fn push(&mut self, name: &str) -> io::Result<()> {
        let start = u32::try_from(self.text.len())
            .map_err(|_| too_large("there are more than 4 GiB of names in it"))?;
        self.places.push(self.hash(name) | u64::from(start));
        self.text.push_str(name);
        self.text.push('\n');
        Ok(())
    }

    /// Puts the places in their order, and leaves out names that repeat.
    fn sort(&mut self) {
        let Self { text, places, .. } = self;
        places.sort_unstable();
        // Those with the hash of the one that is looked at, hardly ever several.
        let mut alike: Vec<u64> = Vec::new();
        places.retain(|place| {
            if alike
                .first()
                .is_some_and(|first| first >> 32 != place >> 32)
            {
                alike.clear();
            }
            let name = name_at(text, *place);
            let is_new = !alike
                .iter()
                .any(|known| is_same(name_at(text, *known), name));
            if is_new {
                alike.push(*place);
            }
            is_new
        });
        // They are kept for the whole survey, and grew by doubling.
        text.shrink_to_fit();
        places.shrink_to_fit();
    }

    fn position(&self, name: &str) -> Option<usize> {
        let hash = self.hash(name);
        let first = self.places.partition_point(|place| *place < hash);
        let alike = self.places.iter().enumerate().skip(first);
        let mut alike = alike.take_while(|(_, place)| *place >> 32 == hash >> 32);
        let (position, _) = alike.find(|(_, place)| is_same(name_at(&self.text, **place), name))?;
        Some(position)
    }

    /// The hash of a name in lower case, in the upper half.
    fn hash(&self, name: &str) -> u64 {
        self.hashes.hash_one(name.to_lowercase()) & !u64::from(u32::MAX)
    }
}

/// The name that a place leads to.
fn name_at(text: &str, place: u64) -> &str {
    let start = usize::try_from(place & u64::from(u32::MAX));
    let rest = start.ok().and_then(|start| text.get(start..));
    rest.and_then(|rest| rest.split('\n').next())
        .unwrap_or_default()
}

fn is_same(one: &str, other: &str) -> bool {
    match one.is_ascii() && other.is_ascii() {
        true => one.eq_ignore_ascii_case(other),
        false => one.to_lowercase() == other.to_lowercase(),
    }
}

fn too_large(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(names: Names) -> Vec<String> {
        let mut names: Vec<String> = names.unmarked(&mut rand::rng()).collect();
        names.sort();
        names
    }

    #[test]
    fn comments_blanks_and_repetitions_are_left_out() {
        let text = "# ours\nexample.org\n\n  example.net  # theirs\nEXAMPLE.org\r\n\
                    MÜNCHEN.example\nmünchen.example\nlast.example";
        let names = Names::read(text.as_bytes()).unwrap();
        assert_eq!(names.len(), 4);
        assert_eq!(
            all(names),
            [
                "MÜNCHEN.example",
                "example.net",
                "example.org",
                "last.example"
            ]
        );
    }

    #[test]
    fn what_is_marked_is_left_out_in_whatever_case() {
        let mut names = Names::of((0..200).map(|number| format!("D{number}"))).unwrap();
        assert!(names.mark("d7") && names.mark("D64") && names.mark("D199"));
        assert!(!names.mark("D7") && !names.mark("d200"));
        assert!(names.contains("d0") && !names.contains("d"));
        let left = all(names);
        assert_eq!(left.len(), 197);
        assert!(!left.contains(&"D64".to_owned()) && left.contains(&"D65".to_owned()));
    }

    #[test]
    fn the_order_is_another_each_time() {
        let order = || {
            let names = Names::of((0..1_000).map(|number| number.to_string())).unwrap();
            names.unmarked(&mut rand::rng()).collect::<Vec<_>>()
        };
        assert_ne!(order(), order());
    }

    #[test]
    fn a_list_that_is_no_text_or_has_no_end_of_line_is_refused() {
        assert!(Names::read(&b"\xff\n"[..]).is_err());
        let endless = io::BufReader::new(io::repeat(b'a'));
        let error = Names::read(endless).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert!(Names::read(&b""[..]).unwrap().is_empty());
    }
}
