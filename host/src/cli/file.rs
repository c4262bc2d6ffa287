//! Files that are given by name; `-` is standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::failure::Failure;

/// The most that is read of a file, in bytes: the JSON document of a check is
/// far smaller.
const MOST: u64 = 256 * 1024 * 1024;

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let read = match path == Path::new("-") {
        true => read(std::io::stdin().lock()),
        false => File::open(path).and_then(read),
    };
    read.map_err(|error| Failure::Input {
        path: path.to_owned(),
        error,
    })
}

fn read(source: impl Read) -> std::io::Result<String> {
    let mut text = String::new();
    let length = source.take(MOST + 1).read_to_string(&mut text)?;
    match u64::try_from(length) {
        Ok(length) if length <= MOST => Ok(text),
        _ => Err(std::io::Error::new(
            std::io::ErrorKind::FileTooLarge,
            format!("it is longer than {} MiB", MOST / 1024 / 1024),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_file_is_given_up() {
        let error = read(std::io::repeat(b'a')).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge);
        assert_eq!(read(&b"text"[..]).unwrap(), "text");
    }
}
