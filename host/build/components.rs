//! Building components from within a build script: shared with the tests'.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-wasip2";
/// The profile of all components, whatever the outer build's is.
const PROFILE: &str = "component";
/// The packages of the bundled checkers: `checker-NAME-plugin` is in the folder
/// `plugin/NAME`.
pub(crate) const CHECKERS: [&str; 3] = [
    "checker-xmpp-plugin",
    "checker-tls-plugin",
    "checker-dane-plugin",
];

/// A nested build.
pub(crate) struct Build<'a> {
    /// What it depends on, below the workspace's root.
    pub(crate) inputs: &'a [&'a str],
    /// What is built.
    pub(crate) packages: &'a [&'a str],
    /// Whether it is their examples.
    pub(crate) examples: bool,
    /// Flags of the compiler.
    pub(crate) flags: &'a [&'a str],
    /// What is otherwise than the profile says, as variables of cargo.
    pub(crate) settings: &'a [(&'a str, &'a str)],
}

impl Build<'_> {
    /// Builds, and has the result taken from its folder.
    pub(crate) fn run<T>(&self, take: impl FnOnce(&Path) -> T) -> T {
        let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")).join("..");
        for input in self.inputs {
            println!("cargo::rerun-if-changed={}", root.join(input).display());
        }
        ensure_target(&root);
        let target = target_folder();
        let mut cargo = Command::new(variable("CARGO"));
        cargo
            .current_dir(&root)
            .args(["build", "--locked", "--target", TARGET])
            .args(["--profile", PROFILE]);
        if self.examples {
            cargo.arg("--examples");
        }
        for package in self.packages {
            cargo.args(["-p", package]);
        }
        cargo.arg("--target-dir").arg(&target);
        // What the outer build was told (flags, wrappers of clippy, coverage)
        // is for the outer build.
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC_WRAPPER",
            "RUSTC_WORKSPACE_WRAPPER",
            "CARGO_BUILD_TARGET",
            "CLIPPY_ARGS",
        ] {
            cargo.env_remove(name);
        }
        // Passed on to the code for WebAssembly alone, since a target is named.
        cargo.env("CARGO_ENCODED_RUSTFLAGS", self.flags.join("\u{1f}"));
        cargo.envs(self.settings.iter().copied());
        // The same package with other flags is built to the same place.
        let _alone = lock(&target);
        run(&mut cargo, "building the components");
        take(&target.join(TARGET).join(PROFILE))
    }
}

/// What all checkers are built of, and each.
pub(crate) fn inputs() -> Vec<String> {
    let shared = [
        "plugin/kit/src",
        "plugin/kit/Cargo.toml",
        "plugin/stream/src",
        "plugin/stream/Cargo.toml",
        "wit",
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
    ];
    let shared = shared.into_iter().map(str::to_owned);
    shared.chain(CHECKERS.map(folder)).collect()
}

/// The component of a package.
pub(crate) fn file_name(package: &str) -> String {
    format!("{}.wasm", package.replace('-', "_"))
}

/// Copies a file of a build into `OUT_DIR`.
pub(crate) fn copy(built: &Path, name: &str) {
    let (from, out) = (built.join(name), PathBuf::from(variable("OUT_DIR")));
    if let Err(error) = std::fs::copy(&from, out.join(name)) {
        fail(&format!("copying {}: {error}", from.display()));
    }
}

/// Writes empty files in place of components.
pub(crate) fn skip(names: &[String]) {
    println!("cargo::warning=CHECKER_SKIP_COMPONENTS is set: the components are empty");
    for name in names {
        let path = PathBuf::from(variable("OUT_DIR")).join(name);
        if let Err(error) = std::fs::write(&path, b"") {
            fail(&format!("writing {}: {error}", path.display()));
        }
    }
}

/// Where nested builds go: one folder beside the outer build's profiles, so that
/// what several of them need (procedural macros, bindings) is built once, for
/// tests as for lints.
fn target_folder() -> PathBuf {
    let out = PathBuf::from(variable("OUT_DIR"));
    // <target>/[<triple>/]<profile>/build/<package>/out
    let profiles = out.ancestors().nth(4).unwrap_or(&out);
    profiles.join("components")
}

/// Held while something is built and taken.
fn lock(target: &Path) -> File {
    let path = target.join("taken");
    let locked = std::fs::create_dir_all(target).and_then(|()| {
        let file = File::create(&path)?;
        file.lock()?;
        Ok(file)
    });
    match locked {
        Ok(file) => file,
        Err(error) => fail(&format!("locking {}: {error}", path.display())),
    }
}

fn folder(package: &str) -> String {
    let name = package
        .trim_start_matches("checker-")
        .trim_end_matches("-plugin");
    format!("plugin/{name}")
}

/// Adds the target with rustup where the toolchain lacks it.
fn ensure_target(root: &Path) {
    let rustc = variable("RUSTC");
    let libraries = Command::new(&rustc)
        .current_dir(root)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    let present = libraries.is_ok_and(|output| {
        let path = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success() && Path::new(&path).exists()
    });
    if present {
        return;
    }
    println!("cargo::warning=the Rust target {TARGET} is missing; adding it with rustup");
    let mut rustup = Command::new("rustup");
    rustup.current_dir(root).args(["target", "add", TARGET]);
    if let Ok(toolchain) = env::var("RUSTUP_TOOLCHAIN") {
        rustup.args(["--toolchain", &toolchain]);
    }
    run(
        &mut rustup,
        &format!("adding {TARGET} (try: rustup target add {TARGET})"),
    );
}

fn run(command: &mut Command, what: &str) {
    match command.status() {
        Ok(status) if status.success() => {}
        Ok(status) => fail(&format!("{what} failed: {status}")),
        Err(error) => fail(&format!("{what} failed: {error}")),
    }
}

/// What cargo tells a build script.
pub(crate) fn variable(name: &str) -> String {
    println!("cargo::rerun-if-env-changed={name}");
    match env::var(name) {
        Ok(value) => value,
        Err(_) => fail(&format!("cargo did not set {name}")),
    }
}

/// Ends the build with this reason.
pub(crate) fn fail(message: &str) -> ! {
    println!("cargo::error={message}");
    std::process::exit(1)
}
