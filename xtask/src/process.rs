//! Running other programs: what they print is shown as it comes, and a failure is one sentence.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

/// Runs a command to its end, its output going straight through.
pub fn run(command: &mut Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` failed ({status}).", shown(command))),
        Err(error) => Err(format!("`{}` did not start: {error}.", shown(command))),
    }
}

/// As [`run`], and also hands every line of standard output to `keep`.
pub fn run_and_read(command: &mut Command, mut keep: impl FnMut(&str)) -> Outcome {
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return Err(format!("`{}` did not start: {error}.", shown(command))),
    };
    let stdout = child.stdout.take().expect("it was asked for");
    for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        keep(&line);
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` failed ({status}).", shown(command))),
        Err(error) => Err(format!("`{}` was lost: {error}.", shown(command))),
    }
}

/// What a command prints, trimmed, or `None` when it is missing or fails. Its errors are not shown.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program's path by its name, as a shell would find it.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ".bat"]
    } else {
        &[""]
    };
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |end| folder.join(format!("{name}{end}")))
        })
        .find(|path| path.is_file())
}

/// A command for a program found by name. npm and its like are scripts on Windows, which need their full name.
pub fn program(name: &str) -> Command {
    Command::new(on_path(name).unwrap_or_else(|| name.into()))
}
