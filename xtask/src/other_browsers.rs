//! Firefox and WebKit for the tests, and the programs through which they are driven. Chromium is `chromium.rs`.

use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, cargo_tools, debian, node};

/// A browser as tests/webdriver/support/browsers.mjs names it, which knows where to look.
pub struct Browser {
    name: &'static str,
    pub step: &'static str,
    packages: &'static [&'static str],
    geckodriver: bool,
}

pub const ALL: [Browser; 2] = [
    Browser {
        name: "Firefox",
        step: "tests in Firefox",
        packages: &["firefox-esr"],
        geckodriver: true,
    },
    // MiniBrowser comes with the library that the driver needs; a window has to have a screen.
    Browser {
        name: "WebKit",
        step: "tests in WebKit",
        packages: &["webkit2gtk-driver", "xvfb"],
        geckodriver: false,
    },
];

/// A browser that is there, with all it needs.
pub struct Ready {
    name: &'static str,
    geckodriver: Option<PathBuf>,
}

impl Browser {
    /// Finds it, or installs Debian's. What keeps a machine from having it is a sentence.
    pub fn ensure(&self) -> Outcome<Ready> {
        let mut ready = Ready {
            name: self.name,
            geckodriver: None,
        };
        if self.geckodriver {
            ready.geckodriver = Some(cargo_tools::ensure_geckodriver()?);
        }
        if let Err(lacking) = ready.is_complete() {
            if !debian::may_install() {
                return Err(format!(
                    "{lacking}, and this is no machine where apt-get may install it."
                ));
            }
            debian::install(self.packages)?;
            ready.is_complete().map_err(|lacking| {
                format!(
                    "{lacking}, although {} was installed.",
                    self.packages.join(" and ")
                )
            })?;
        }
        Ok(ready)
    }
}

impl Ready {
    /// Tells the tests which browser they are for, and where its driver is.
    pub fn name_to(&self, command: &mut Command) {
        command.env("BROWSER", self.name);
        if let Some(path) = &self.geckodriver {
            command.env("GECKODRIVER", path);
        }
    }

    fn is_complete(&self) -> Outcome {
        let mut ask = node::command();
        ask.args(["tests/webdriver/support/browsers.mjs", self.name]);
        self.name_to(&mut ask);
        match ask.output() {
            Ok(answer) if answer.status.success() => Ok(()),
            Ok(answer) => Err(String::from_utf8_lossy(&answer.stdout).trim().to_owned()),
            Err(error) => Err(format!("Node did not start: {error}")),
        }
    }
}
