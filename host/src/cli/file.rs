//! Files that are given by name; `-` is standard input.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use super::failure::Failure;

/// The most that is read of a file, in bytes: the JSON document of a check is
/// far smaller.
const MOST: u64 = 256 * 1024 * 1024;
/// What most files fit in, in bytes.
const ROOM: usize = 64 * 1024;

/// How long something that is no file, a pipe with a name perhaps, is given to
/// come to its end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    parsed(path, |source| read(source))
}

/// What `parse` makes of a file, which may be far longer than what is kept of it.
pub(super) fn parsed<T: Send + 'static>(
    path: &Path,
    parse: fn(&mut dyn BufRead) -> std::io::Result<T>,
) -> Result<T, Failure> {
    let open = move |path: &Path| parse(&mut BufReader::with_capacity(ROOM, File::open(path)?));
    let parsed = match path == Path::new("-") {
        true => parse(&mut std::io::stdin().lock()),
        false if path.is_file() => open(path),
        false => of_no_file(path, PATIENCE, open),
    };
    parsed.map_err(|error| Failure::Input {
        path: path.to_owned(),
        error,
    })
}

/// A pipe or a device may keep us waiting for ever, even to be opened.
fn of_no_file<T: Send + 'static>(
    path: &Path,
    patience: Duration,
    open: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    let (sender, receiver) = mpsc::channel();
    let name: PathBuf = path.to_owned();
    // Given up with the process where it does not come back.
    std::thread::spawn(move || sender.send(open(&name)));
    receiver.recv_timeout(patience).unwrap_or_else(|_| {
        Err(std::io::Error::new(
            std::io::ErrorKind::TimedOut,
            format!(
                "it is no regular file, and its end has not come within {} s; - reads standard \
                 input and waits for it",
                patience.as_secs()
            ),
        ))
    })
}

fn read(source: impl Read) -> std::io::Result<String> {
    // A key is in one place then: text that grows leaves copies behind.
    let mut text = String::with_capacity(ROOM);
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

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_nobody_writes_to_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = |name| {
            let path = folder.path().join(name);
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            assert!(made.unwrap().success());
            path
        };
        let path = pipe("silent");
        let open = |path: &Path| File::open(path).and_then(read);
        let error = of_no_file(&path, Duration::ZERO, open).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);

        let path = pipe("written");
        let writer = {
            let path = path.clone();
            std::thread::spawn(move || std::fs::write(path, "text"))
        };
        assert_eq!(of_no_file(&path, PATIENCE, open).unwrap(), "text");
        writer.join().unwrap().unwrap();
    }
}
