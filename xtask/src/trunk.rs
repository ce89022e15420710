//! Trunk, called so that its surroundings can not change what it builds. Its settings are in Trunk.toml.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo_tools::CargoTools;
use crate::progress::say;
use crate::workspace;

/// A Trunk command for this repository; `extra` is one more folder to search for programs.
pub fn command(tools: &CargoTools, extra: Option<&Path>) -> Command {
    let mut command = Command::new(&tools.trunk);
    command
        .current_dir(workspace::root())
        // It would ask a server for its newest version at every start.
        .arg("--skip-version-check")
        // Trunk takes wasm-bindgen from PATH when its version is the locked one, and downloads it otherwise.
        .env("PATH", path_with(&[tools.wasm_bindgen.parent(), extra]));
    // Trunk reads NO_COLOR as a boolean; every other program only asks whether it is there.
    if std::env::var_os("NO_COLOR").is_some() {
        command.env("NO_COLOR", "true");
    }
    for_wasm(&mut command);
    command
}

/// What wasm-opt has to know of the modules; index.html says the same to Trunk. Which features of WebAssembly they use;
/// and that nothing lies in the lowest kibibyte, which is the end of the stack, so that a load may take a constant of
/// its address to itself: reading the lattice takes a twentieth less time.
pub const WASM_OPT: &[&str] = &[
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--low-memory-unused",
];

/// Settings for cargo that make a module small and leave its loops as fast as they are: what is not marked to be
/// inlined seldom is, and short loops alone are written out.
pub const SMALL: &[&str] = &[
    "target.wasm32-unknown-unknown.rustflags = ['-C', 'llvm-args=-inline-threshold=40', '-C', 'llvm-args=-unroll-threshold=60']",
];

/// Takes away the variables that would replace .cargo/config.toml's `-C target-feature=+simd128` without a word.
pub fn for_wasm(command: &mut Command) -> &mut Command {
    for name in FLAG_VARIABLES {
        command.env_remove(name);
    }
    command
}

const FLAG_VARIABLES: [&str; 2] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"];

/// Says so when [`for_wasm`] has something to take away.
pub fn mention_flags() {
    for name in FLAG_VARIABLES {
        if std::env::var_os(name).is_some() {
            say(&format!(
                "{name} is set; it is left out of the builds for the browser, which it would rob of SIMD"
            ));
        }
    }
}

fn path_with(first: &[Option<&Path>]) -> std::ffi::OsString {
    let present = std::env::var_os("PATH").unwrap_or_default();
    let folders = first.iter().flatten().map(PathBuf::from);
    std::env::join_paths(folders.chain(std::env::split_paths(&present))).unwrap_or(present.clone())
}
