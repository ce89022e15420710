//! Node, npm and the development packages of package.json. The site itself needs none of them: they optimise it,
//! check its types and drive the browser.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{self, answer, on_path, program};
use crate::progress::say;
use crate::{Outcome, debian, workspace};

/// The oldest Node that will do (major, minor): the first 20 whose test runner has what the tests use.
const OLDEST: (u32, u32) = (20, 11);

/// Finds Node and npm, or installs Debian's.
pub fn ensure() -> Outcome {
    if on_path("node").is_none() || on_path("npm").is_none() {
        if debian::may_install() {
            debian::install(&["nodejs", "npm"])?;
        } else {
            return Err(format!("Node and npm are missing: install {}.", wanted()));
        }
    }
    let version = version().ok_or_else(|| "`node --version` does not answer.".to_owned())?;
    if parse(&version) < Some(OLDEST) {
        return Err(format!(
            "Node is {version}, which is too old: install {}.",
            wanted()
        ));
    }
    Ok(())
}

/// Whether Node and npm are there and new enough, nothing being installed.
pub fn is_present() -> bool {
    on_path("npm").is_some() && version().is_some_and(|version| parse(&version) >= Some(OLDEST))
}

/// Installs exactly what package-lock.json lists, unless that is already done.
pub fn ensure_packages() -> Outcome {
    let lock = workspace::root().join("package-lock.json");
    let done = modules().join(".installed-from.json");
    let wanted = std::fs::read(&lock)
        .map_err(|error| format!("package-lock.json can not be read: {error}."))?;
    if std::fs::read(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say("Installing the development packages from npm (about 20 seconds)");
    process::run(program("npm").arg("ci").current_dir(workspace::root()))?;
    std::fs::write(&done, wanted)
        .map_err(|error| format!("{} can not be written: {error}.", done.display()))
}

/// The folder of the packages' programs.
pub fn programs() -> PathBuf {
    modules().join(".bin")
}

/// A Node command that starts in the repository's root.
pub fn command() -> Command {
    let mut command = program("node");
    command.current_dir(workspace::root());
    command
}

fn modules() -> PathBuf {
    workspace::root().join("node_modules")
}

fn version() -> Option<String> {
    answer(program("node").arg("--version"))
}

fn wanted() -> String {
    format!(
        "Node {}.{} or newer with its npm (nodejs.org)",
        OLDEST.0, OLDEST.1
    )
}

/// "v20.11.1" → (20, 11).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, parse};

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse("v20.11.0") >= Some(OLDEST));
        assert!(parse("v100.0.0") >= Some(OLDEST));
        assert!(parse("v20.9.0") < Some(OLDEST));
        assert!(parse("nonsense") < Some(OLDEST));
    }
}
