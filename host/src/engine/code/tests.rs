//! What is wrong with a file or its folder means compiling again.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;
use crate::engine::{Config, Engine, Limits};

const ONE: &str = r#"(component (core module (func (export "one") (result i32) i32.const 1)))"#;
const TWO: &str = r#"(component (core module (func (export "two") (result i32) i32.const 2)))"#;

/// A user's folder, and an engine that loads from it.
struct Bench {
    temporary: TempDir,
    engine: wasmtime::Engine,
}

impl Bench {
    fn new() -> Self {
        Self {
            temporary: tempfile::tempdir().unwrap(),
            engine: wasmtime::Engine::default(),
        }
    }

    fn folder(&self) -> PathBuf {
        self.temporary.path().join("own")
    }

    fn folders(&self) -> CodeFolders {
        CodeFolders {
            installed: None,
            own: Some(self.folder()),
        }
    }

    fn load_from(&self, folders: &CodeFolders, text: &str) -> Code {
        let bytes = wat::parse_str(text).unwrap();
        let digest = Sha256::digest(&bytes).into();
        of(&self.engine, folders, &bytes, &digest).unwrap().1
    }

    fn load(&self, text: &str) -> Code {
        self.load_from(&self.folders(), text)
    }

    fn identity(&self, text: &str) -> Identity {
        let bytes = wat::parse_str(text).unwrap();
        Identity::of(&self.engine, &Sha256::digest(bytes).into())
    }

    /// The file with this component's code.
    fn file(&self, text: &str) -> PathBuf {
        self.folder().join(self.identity(text).file_name())
    }

    /// Puts a component into a folder as an installation has it.
    fn install(&self, folder: &Path) {
        let bytes = wat::parse_str(ONE).unwrap();
        let component = Component::from_binary(&self.engine, &bytes).unwrap();
        let digest = Sha256::digest(&bytes).into();
        install(&self.engine, folder, &component, &digest).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

#[track_caller]
fn is_mapped(code: &Code) {
    assert!(matches!(code, Code::Own), "{code:?}");
}

#[track_caller]
fn is_compiled(code: &Code) {
    assert!(matches!(code, Code::Compiled), "{code:?}");
}

/// Spoils the file of a component that was kept: it has to be compiled again,
/// and is there again the next time.
#[track_caller]
fn spoilt(spoil: impl FnOnce(&Bench, &Path)) {
    let bench = Bench::new();
    is_compiled(&bench.load(ONE));
    is_mapped(&bench.load(ONE));
    spoil(&bench, &bench.file(ONE));
    is_compiled(&bench.load(ONE));
    is_mapped(&bench.load(ONE));
}

#[track_caller]
fn rewritten(change: impl FnOnce(&mut Vec<u8>)) {
    spoilt(|_, path| {
        let mut bytes = fs::read(path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    });
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn a_flipped_bit_means_compiling_again_wherever_it_is() {
    for share in [0, 1, 4, 9] {
        rewritten(|bytes| {
            let at = bytes.len() * share / 10;
            bytes[at] ^= 0x10;
        });
    }
    rewritten(|bytes| *bytes.last_mut().unwrap() ^= 1);
}

#[test]
fn a_file_that_was_cut_means_compiling_again() {
    rewritten(Vec::clear);
    rewritten(|bytes| bytes.truncate(59));
    rewritten(|bytes| bytes.truncate(bytes.len() / 2));
    rewritten(|bytes| {
        bytes.pop();
    });
    rewritten(|bytes| bytes.push(0));
    // The seal is there, and what it seals is not all.
    rewritten(|bytes| {
        bytes.drain(..4096);
    });
}

#[test]
fn files_that_were_swapped_mean_compiling_again() {
    spoilt(|bench, path| {
        is_compiled(&bench.load(TWO));
        fs::copy(bench.file(TWO), path).unwrap();
    });
}

#[test]
fn what_others_may_write_to_means_compiling_again() {
    for writable in [0o620, 0o602, 0o666] {
        spoilt(|_, path| set_mode(path, writable));
    }
}

#[test]
fn a_link_or_a_pipe_in_place_of_the_file_means_compiling_again() {
    spoilt(|bench, path| {
        let elsewhere = bench.temporary.path().join("elsewhere");
        fs::rename(path, &elsewhere).unwrap();
        symlink(&elsewhere, path).unwrap();
    });
    spoilt(|_, path| {
        fs::remove_file(path).unwrap();
        let made = Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    });
}

#[test]
fn a_file_of_another_owner_means_compiling_again() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    spoilt(|_, path| chown(path, Some(12345), None).unwrap());
}

#[test]
fn only_those_who_are_trusted_may_own_folder_and_file() {
    let bench = Bench::new();
    is_compiled(&bench.load(ONE));
    let open = |trusted| Sealed::open(&bench.folder(), &trusted, &bench.identity(ONE));
    let own = rustix::process::geteuid().as_raw();
    assert!(open(trust::Trusted::only(own)).is_some());
    assert!(open(trust::Trusted::only(own + 1)).is_none());
}

#[test]
fn a_folder_that_others_may_write_to_is_neither_read_nor_written() {
    let bench = Bench::new();
    is_compiled(&bench.load(ONE));
    for writable in [0o770, 0o707, 0o1777] {
        set_mode(&bench.folder(), writable);
        let code = bench.load(ONE);
        let Code::NotKept(KeepError::Distrusted { why, .. }) = code else {
            panic!("{code:?}");
        };
        assert_eq!(why, Distrust::Mode(writable));
    }
    set_mode(&bench.folder(), 0o700);
    is_mapped(&bench.load(ONE));
}

#[test]
fn a_folder_reached_by_a_link_is_judged_as_where_it_leads() {
    let bench = Bench::new();
    let real = bench.temporary.path().join("private");
    fs::create_dir(&real).unwrap();
    set_mode(&real, 0o755);
    symlink(&real, bench.folder()).unwrap();
    is_compiled(&bench.load(ONE));
    is_mapped(&bench.load(ONE));
    set_mode(&real, 0o777);
    assert!(matches!(bench.load(ONE), Code::NotKept(_)));
}

#[test]
fn where_nothing_can_be_written_the_component_is_compiled_and_the_reason_told() {
    let bench = Bench::new();
    fs::write(bench.folder(), "").unwrap();
    let code = bench.load(ONE);
    let Code::NotKept(KeepError::Distrusted { why, .. }) = code else {
        panic!("{code:?}");
    };
    assert_eq!(why, Distrust::NoFolder);

    let below = bench.folder().join("below");
    let folders = CodeFolders {
        installed: None,
        own: Some(below.clone()),
    };
    let code = bench.load_from(&folders, ONE);
    let Code::NotKept(error @ KeepError::Unwritable { .. }) = code else {
        panic!("{code:?}");
    };
    let path = below.display().to_string();
    assert!(error.to_string().contains(&path), "{error}");
    let code = bench.load_from(&CodeFolders::none(), ONE);
    assert!(matches!(code, Code::NotKept(KeepError::NoFolder)));
}

#[test]
fn a_folder_in_place_of_the_file_is_no_crash() {
    let bench = Bench::new();
    fs::create_dir_all(bench.file(ONE)).unwrap();
    set_mode(&bench.folder(), 0o700);
    assert!(matches!(bench.load(ONE), Code::NotKept(_)));
    assert_eq!(bench.names().len(), 1, "nothing half written stays");
}

#[test]
fn the_users_folder_and_its_files_are_the_users_alone() {
    let bench = Bench::new();
    is_compiled(&bench.load(ONE));
    assert_eq!(mode(&bench.folder()), 0o700);
    assert_eq!(mode(&bench.file(ONE)), 0o600);
}

#[test]
fn of_many_at_once_one_compiles_and_the_others_have_its_code() {
    let bench = Bench::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| bench.load(ONE))).collect();
        let codes: Vec<Code> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect();
        let own = codes.iter().filter(|code| matches!(code, Code::Own));
        let compiled = codes.iter().filter(|code| matches!(code, Code::Compiled));
        assert_eq!((own.count(), compiled.count()), (7, 1), "{codes:?}");
    });
    assert_eq!(bench.names(), [bench.identity(ONE).file_name()]);
    is_mapped(&bench.load(ONE));
}

#[test]
fn whose_turn_it_is_is_waited_for_and_not_for_ever() {
    let bench = Bench::new();
    let identity = bench.identity(ONE);
    keep::prepare(&bench.folder()).unwrap();
    let wait = |patience| Turn::wait(&bench.folder(), &identity, patience);
    let turn = wait(Duration::ZERO).unwrap();
    assert!(wait(Duration::from_millis(30)).is_none());
    std::thread::scope(|scope| {
        let other = scope.spawn(|| bench.load(ONE));
        drop(turn);
        is_compiled(&other.join().unwrap());
    });
    // Another component's is no concern.
    let turn = wait(Duration::ZERO).unwrap();
    is_compiled(&bench.load(TWO));
    drop(turn);
    // Of a process that was killed the file stays, and is no hindrance.
    let left = bench.folder().join(identity.file_name() + turn::ENDING);
    fs::write(&left, b"").unwrap();
    assert!(wait(Duration::ZERO).is_some());
    assert!(!left.exists());
}

#[test]
fn an_installation_comes_first_and_is_read_by_all() {
    let bench = Bench::new();
    let installed = bench.temporary.path().join("lib/compiled");
    bench.install(&installed);
    let folders = CodeFolders {
        installed: Some(installed.clone()),
        own: Some(bench.folder()),
    };
    assert!(matches!(bench.load_from(&folders, ONE), Code::Installed));
    assert!(!bench.folder().exists());
    assert_eq!(mode(&installed), 0o755);
    let file = installed.join(bench.identity(ONE).file_name());
    assert_eq!(mode(&file), 0o644);

    // What is not there, or not to be trusted, is sought in the user's folder.
    is_compiled(&bench.load_from(&folders, TWO));
    is_mapped(&bench.load_from(&folders, TWO));
    set_mode(&installed, 0o775);
    is_compiled(&bench.load_from(&folders, ONE));
    set_mode(&installed, 0o755);
    fs::write(&file, &fs::read(&file).unwrap()[1..]).unwrap();
    is_mapped(&bench.load_from(&folders, ONE));
}

#[test]
fn what_is_kept_is_bounded_and_nothing_of_others_is_touched() {
    let bench = Bench::new();
    is_compiled(&bench.load(ONE));
    let old = SystemTime::now() - Duration::from_secs(100_000);
    let make = |name: &str, age: u64| {
        let path = bench.folder().join(name);
        let file = fs::File::create(path).unwrap();
        file.set_modified(old + Duration::from_secs(age)).unwrap();
    };
    let name = |number: u8| format!("{}.code", format!("{number:02x}").repeat(32));
    for number in 0..20 {
        make(&name(number), number.into());
    }
    let abandoned = format!("{}.0123456789abcdef.part", name(1));
    make(&abandoned, 0);
    make("notes.part", 0);
    make("notes.code", 0);
    is_compiled(&bench.load(TWO));

    let names = bench.names();
    let ours = names.iter().filter(|name| name.ends_with(".code"));
    // Theirs besides.
    assert_eq!(ours.count(), 16 + 1, "{names:?}");
    for kept in [name(19), name(6), "notes.part".into(), "notes.code".into()] {
        assert!(names.contains(&kept), "{kept}: {names:?}");
    }
    for gone in [name(5), abandoned] {
        assert!(!names.contains(&gone), "{gone}: {names:?}");
    }
    is_mapped(&bench.load(ONE));
    is_mapped(&bench.load(TWO));
}

#[test]
fn limits_and_places_of_an_engine_take_the_same_code() {
    let name = |config: Config| {
        let engine = Engine::new(config).unwrap();
        Identity::of(&engine.shared.engine, &[1; 32])
    };
    let plain = name(Config::default());
    let pooled = Config {
        pool: Some(4),
        ..Config::default()
    };
    assert_eq!(name(pooled), plain);
    let limits = Limits {
        memory_bytes: 128 * 1024 * 1024,
        stack_bytes: 256 * 1024,
        ..Limits::default()
    };
    let limited = Config {
        limits,
        ..Config::default()
    };
    assert_eq!(name(limited), plain);
}
