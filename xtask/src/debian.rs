//! Packages of Debian and its children, installed only where this may be done without asking anybody.

use std::process::Stdio;

use crate::Outcome;
use crate::process::{self, answer, on_path, program};
use crate::progress::say;

/// Whether [`install`] can work here: apt-get is there, and we are root or may become root without a password.
pub fn may_install() -> bool {
    on_path("apt-get").is_some()
        && (is_root() || answer(program("sudo").args(["-n", "true"])).is_some())
}

/// Installs packages, after bringing the list of packages up to date.
pub fn install(packages: &[&str]) -> Outcome {
    say(&format!(
        "Installing Debian's {} (a minute or two)",
        packages.join(" and ")
    ));
    apt_get(&["update", "--quiet"])?;
    let mut arguments = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(&arguments)
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let mut command = if is_root() {
        program("apt-get")
    } else {
        let mut sudo = program("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    // A package's question would wait for an answer for ever.
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null());
    process::run(command.args(arguments))
}

fn is_root() -> bool {
    answer(program("id").arg("-u")).is_some_and(|user| user == "0")
}
