//! `checker-xmpp compile`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::cli::args::CompileArguments;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::components::{self, Bundled};
use crate::engine::{CodeFolders, CompileError, Config, Engine, Kept};

/// Compiles the checkers into a folder and says what it wrote.
pub(in crate::cli) fn run(arguments: &CompileArguments) -> Result<u8, Failure> {
    let folder = match &arguments.output {
        Some(folder) => folder.clone(),
        None => CodeFolders::of_program().ok_or(Failure::NoInstallation)?,
    };
    let config = Config {
        code: CodeFolders::none(),
        ..Config::default()
    };
    let engine = Engine::new(config).map_err(CompileError::from)?;
    let mut text = String::new();
    for Bundled { id, bytes, .. } in components::bundled() {
        line(&mut text, id, &engine.compile(bytes, &folder)?);
    }
    for path in &arguments.component {
        let kept = engine.compile_file(path, &folder);
        let kept = kept.map_err(|error| of_file(path, error))?;
        line(&mut text, &path.display().to_string(), &kept);
    }
    let _ = writeln!(text, "{}", usage(arguments, &folder));
    print::out(&text)?;
    Ok(0)
}

fn line(text: &mut String, what: &str, kept: &Kept) {
    let mebibytes = kept.bytes as f64 / 1024.0 / 1024.0;
    let path = kept.path.display();
    let _ = writeln!(text, "{what}: {mebibytes:.1} MiB in {path}");
}

/// Who will use it.
fn usage(arguments: &CompileArguments, folder: &Path) -> String {
    match arguments.output {
        None => "This program uses them from now on.".into(),
        Some(_) => format!(
            "A program of this build uses them where this folder is lib/checker-xmpp/compiled \
             beside its bin, or with --cache-dir {}.",
            folder.display()
        ),
    }
}

fn of_file(path: &Path, error: CompileError) -> Failure {
    match error {
        CompileError::Load(error) => Failure::Component {
            path: PathBuf::from(path),
            error,
        },
        error => error.into(),
    }
}
