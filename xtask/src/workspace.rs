//! Where things are: the repository, what its lock file pins, and this user's cache of tools.

use std::path::{Path, PathBuf};

use crate::Outcome;

/// The repository's root: the folder above this program's own.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies inside the repository")
}

/// The version of a crate in Cargo.lock. The command-line half of wasm-bindgen must be exactly its crate's version.
pub fn locked_version(name: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock can not be read: {error}."))?;
    version_in(&lock, name).ok_or_else(|| format!("Cargo.lock names no version of {name}."))
}

fn version_in(lock: &str, name: &str) -> Option<String> {
    let after = lock
        .split_once(&format!("name = \"{name}\"\nversion = \""))?
        .1;
    Some(after.split_once('"')?.0.to_owned())
}

/// This user's folder for installed tools. It is outside the repository so that the next clone finds them again.
pub fn tool_cache() -> Outcome<PathBuf> {
    let home = |tail: &str| std::env::home_dir().map(|home| home.join(tail));
    let base = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home("Library/Caches")
    } else {
        std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| home(".cache"))
    };
    base.map(|base| base.join("reverse-diffusion").join("tools"))
        .ok_or_else(|| "There is no home folder to keep tools in: set HOME.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.129"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
