//! Many names in little memory: a text, and where each name in it begins.

use std::cmp::Ordering;
use std::io::{self, BufRead};

use rand::Rng;
use rand::seq::SliceRandom;

/// The longest line of a list, in bytes, its comment included.
const MAX_LINE: u64 = 64 * 1024;

/// A list of names, each once, whatever case it is written in.
///
/// It takes up the names themselves and four bytes for each, and a bit while it
/// is marked.
#[derive(Debug, Default)]
pub struct Names {
    /// Each name is followed by a line feed.
    text: String,
    /// Where names begin, in the order of the names.
    starts: Vec<u32>,
    /// A bit for each.
    marks: Vec<u64>,
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
        self.starts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
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
        self.starts.retain(|_| {
            let word = marks.get(position / 64).copied().unwrap_or_default();
            let is_marked = (word >> (position % 64)) & 1 == 1;
            position += 1;
            !is_marked
        });
        self.starts.shuffle(random);
        let Self { text, starts, .. } = self;
        starts
            .into_iter()
            .map(move |start| name_at(&text, start).to_owned())
    }

    fn push(&mut self, name: &str) -> io::Result<()> {
        let start = u32::try_from(self.text.len())
            .map_err(|_| too_large("there are more than 4 GiB of names in it"))?;
        self.starts.push(start);
        self.text.push_str(name);
        self.text.push('\n');
        Ok(())
    }

    fn sort(&mut self) {
        let Self { text, starts, .. } = self;
        let order = |one: &u32, other: &u32| {
            let names = compare(name_at(text, *one), name_at(text, *other));
            names.then(one.cmp(other))
        };
        // A list that is sorted already is done in one pass.
        starts.sort_unstable_by(order);
        starts.dedup_by(|later, earlier| {
            compare(name_at(text, *later), name_at(text, *earlier)) == Ordering::Equal
        });
        // They are kept for the whole survey, and grew by doubling.
        text.shrink_to_fit();
        starts.shrink_to_fit();
    }

    fn position(&self, name: &str) -> Option<usize> {
        let order = |start: &u32| compare(name_at(&self.text, *start), name);
        self.starts.binary_search_by(order).ok()
    }
}

fn name_at(text: &str, start: u32) -> &str {
    let rest = usize::try_from(start)
        .ok()
        .and_then(|start| text.get(start..));
    rest.and_then(|rest| rest.split('\n').next())
        .unwrap_or_default()
}

/// The order of the names in lower case.
fn compare(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        let lower = u8::to_ascii_lowercase;
        let (one, other) = (one.as_bytes().iter(), other.as_bytes().iter());
        return one.map(lower).cmp(other.map(lower));
    }
    let lower = char::to_lowercase;
    one.chars()
        .flat_map(lower)
        .cmp(other.chars().flat_map(lower))
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
