//! What Rust needs to build for the browser: the wasm target, wasm-bindgen's command and Trunk; and geckodriver, through
//! which the tests drive Firefox.
//!
//! The right version on PATH is used as it is. Otherwise a tool goes into this user's cache folder, one folder a
//! version: by `cargo binstall` where that exists, else compiled. A debug build compiles three times as fast as a
//! release build and is quick enough in use.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, answer, on_path, program};
use crate::progress::say;
use crate::{Outcome, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// The last Trunk that compiles with the compilers this project supports.
const TRUNK_VERSION: &str = "0.21.14";

const GECKODRIVER_VERSION: &str = "0.37.0";

/// One program out of a crate.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// What is not needed is not compiled: Trunk's own downloads would bring in a whole TLS stack.
    install_flags: &'static [&'static str],
    patience: &'static str,
}

/// The tools, each by its path.
pub struct CargoTools {
    pub wasm_bindgen: PathBuf,
    pub trunk: PathBuf,
}

/// Finds or installs everything.
pub fn ensure() -> Outcome<CargoTools> {
    ensure_target()?;
    let wasm_bindgen = Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: workspace::locked_version("wasm-bindgen")?,
        install_flags: &[],
        patience: "about 2 minutes",
    };
    let trunk = Tool {
        package: "trunk",
        program: "trunk",
        version: TRUNK_VERSION.to_owned(),
        install_flags: &["--no-default-features"],
        patience: "about 5 minutes",
    };
    Ok(CargoTools {
        wasm_bindgen: wasm_bindgen.ensure()?,
        trunk: trunk.ensure()?,
    })
}

/// Finds or installs the program between WebDriver and Firefox.
pub fn ensure_geckodriver() -> Outcome<PathBuf> {
    let geckodriver = Tool {
        package: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER_VERSION.to_owned(),
        install_flags: &[],
        patience: "about 2 minutes",
    };
    geckodriver.ensure()
}

/// Adds the compilation target unless the compiler has it. rustc is asked rather than rustup: not every compiler with
/// the target came by rustup, and a toolchain's `targets` list is not honoured everywhere.
pub fn ensure_target() -> Outcome {
    let libraries = answer(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libraries.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(format!(
            "This Rust compiler can not build for {TARGET} and rustup is not here to add that: \
             install rustup (see rust-lang.org), or your distribution's package with that target."
        ));
    }
    say(&format!(
        "Adding the compilation target {TARGET} (about 20 seconds)"
    ));
    process::run(program("rustup").args(["target", "add", TARGET]))
}

impl Tool {
    fn ensure(&self) -> Outcome<PathBuf> {
        if let Some(path) = on_path(self.program).filter(|path| self.is_at(path)) {
            return Ok(path);
        }
        let folder = workspace::tool_cache()?.join(format!("{}-{}", self.package, self.version));
        let path =
            folder
                .join("bin")
                .join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX));
        if self.is_at(&path) {
            return Ok(path);
        }
        self.install(&folder)?;
        if self.is_at(&path) {
            return Ok(path);
        }
        Err(format!(
            "{} {} was installed, but {} does not run.",
            self.package,
            self.version,
            path.display()
        ))
    }

    /// Whether this file is the tool in the wanted version: it answers "name version".
    fn is_at(&self, path: &Path) -> bool {
        let mut command = Command::new(path);
        command.arg("--version").env_remove("NO_COLOR");
        answer(&mut command).is_some_and(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(self.program) && words.next() == Some(&self.version)
        })
    }

    fn install(&self, folder: &Path) -> Outcome {
        let Tool {
            package, version, ..
        } = self;
        if on_path("cargo-binstall").is_some() {
            say(&format!(
                "Installing {package} {version} by cargo binstall (seconds)"
            ));
            let mut binstall = program("cargo");
            binstall
                .args([
                    "binstall",
                    "--no-confirm",
                    "--disable-strategies",
                    "compile",
                ])
                .arg("--root")
                .arg(folder)
                .arg(format!("{package}@{version}"));
            match process::run(&mut binstall) {
                Ok(()) => return Ok(()),
                Err(sentence) => say(&format!("{sentence} Compiling it instead.")),
            }
        }
        say(&format!(
            "Installing {package} {version} into {} ({} on two cores, once)",
            folder.display(),
            self.patience
        ));
        let mut install = program("cargo");
        install
            .args([
                "install",
                "--locked",
                "--debug",
                package,
                "--version",
                version,
            ])
            .args(self.install_flags)
            .arg("--root")
            .arg(folder)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0");
        process::run(&mut install)
    }
}
