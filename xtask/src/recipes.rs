//! The recipes of examples/: what each is built with, and which test builds and opens it. Their tools lie in this user's
//! cache folder, one folder a version.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, answer, on_path, program};
use crate::progress::say;
use crate::{Outcome, debian, workspace};

pub struct Recipe {
    pub step: &'static str,
    pub test: &'static str,
    /// Installs what it needs and tells its test where that is.
    pub prepare: fn(&mut Command) -> Outcome,
}

pub const ALL: [Recipe; 4] = [
    Recipe {
        step: "recipe: plain HTML",
        test: "tests/recipes/plain-html.test.mjs",
        prepare: |_| Ok(()),
    },
    Recipe {
        step: "recipe: Eleventy",
        test: "tests/recipes/eleventy.test.mjs",
        prepare: |test| {
            test.env("ELEVENTY", node_modules("eleventy", "package-lock.json")?);
            Ok(())
        },
    },
    Recipe {
        step: "recipe: MkDocs",
        test: "tests/recipes/mkdocs.test.mjs",
        prepare: |test| {
            test.env("MKDOCS", python_packages("mkdocs")?);
            Ok(())
        },
    },
    Recipe {
        step: "recipe: Jupyter",
        test: "tests/recipes/jupyter.test.mjs",
        prepare: |test| {
            test.env("JUPYTER", python_packages("jupyter")?);
            Ok(())
        },
    },
];

/// What an installation leaves behind when it is complete: the list that it was made from.
const COMPLETE: &str = "installed-from";

/// A recipe's packages from npm, exactly those of its lock file.
fn node_modules(recipe: &str, list: &str) -> Outcome<PathBuf> {
    let example = workspace::root().join("examples").join(recipe);
    let lock = read(&example.join(list))?;
    let folder = folder_for(recipe, &lock)?;
    if !is_complete(&folder, &lock) {
        say(&format!(
            "Installing the packages of examples/{recipe} from npm (about 20 seconds)"
        ));
        begin(&folder)?;
        for name in ["package.json", list] {
            std::fs::copy(example.join(name), folder.join(name))
                .map_err(|error| format!("{name} can not be copied: {error}."))?;
        }
        process::run(program("npm").arg("ci").current_dir(&folder))?;
        finish(&folder, &lock)?;
    }
    Ok(folder.join("node_modules"))
}

/// A Python environment with a recipe's packages; the folder of its programs.
fn python_packages(recipe: &str) -> Outcome<PathBuf> {
    let list = workspace::root()
        .join("examples")
        .join(recipe)
        .join("requirements.txt");
    let wanted = read(&list)?;
    let folder = folder_for(recipe, &wanted)?;
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !is_complete(&folder, &wanted) {
        let python = python()?;
        say(&format!(
            "Installing the packages of examples/{recipe} by pip (about a minute)"
        ));
        begin(&folder)?;
        process::run(Command::new(python).args(["-m", "venv"]).arg(&folder))?;
        let mut pip = Command::new(programs.join("python"));
        pip.args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(&list);
        process::run(&mut pip)?;
        finish(&folder, &wanted)?;
    }
    Ok(programs)
}

/// Python with what makes environments; Debian has that in a package of its own.
fn python() -> Outcome<PathBuf> {
    if let Some(path) = find_python() {
        return Ok(path);
    }
    let sentence = "Python 3.9 or newer with its modules venv and ensurepip is not here";
    if !debian::may_install() {
        return Err(format!("{sentence}."));
    }
    debian::install(&["python3", "python3-venv"])?;
    find_python().ok_or_else(|| format!("{sentence}, although Debian's was installed."))
}

fn find_python() -> Option<PathBuf> {
    let is_good = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";
    ["python3", "python"]
        .into_iter()
        .filter_map(on_path)
        .find(|path| answer(Command::new(path).args(["-c", is_good])).is_some())
}

/// A folder of its own for what a list asks for: another list, another folder.
fn folder_for(recipe: &str, list: &str) -> Outcome<PathBuf> {
    // FNV-1a; a name is needed, not a secret.
    let hash = list.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Ok(workspace::tool_cache()?.join(format!("recipe-{recipe}-{hash:016x}")))
}

fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("{} can not be read: {error}.", path.display()))
}

fn is_complete(folder: &Path, list: &str) -> bool {
    std::fs::read_to_string(folder.join(COMPLETE)).is_ok_and(|installed| installed == list)
}

/// An empty folder: what an interrupted installation left is no ground to build on.
fn begin(folder: &Path) -> Outcome {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .map_err(|error| format!("{} can not be emptied: {error}.", folder.display()))?;
    }
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("{} can not be made: {error}.", folder.display()))
}

fn finish(folder: &Path, list: &str) -> Outcome {
    std::fs::write(folder.join(COMPLETE), list)
        .map_err(|error| format!("{} can not be written to: {error}.", folder.display()))
}
