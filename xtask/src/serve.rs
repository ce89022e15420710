//! `cargo xtask serve`: the site on this machine, rebuilt at every change.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::process::{self, program};
use crate::progress::say;
use crate::{Outcome, cargo_tools, trunk, unknown_argument, workspace};

/// As fast to run as a release, quicker to rebuild; see Cargo.toml.
const PROFILE: &str = "serve";

/// Apart from dist/, because Trunk adds its reload script to the page it serves.
const SITE: &str = "target/serve-site";

/// What has no say in the site, and would start a rebuild if it were watched.
const NOT_WATCHED: &[&str] = &[
    ".cargo",
    ".ci",
    ".git",
    ".github",
    "benches",
    "dist",
    "node_modules",
    "target",
    "tests",
    "xtask",
];

pub fn run(arguments: &[String]) -> Outcome {
    let Options { port, open } = Options::parse(arguments)?;
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        return Err(format!(
            "Port {port} on 127.0.0.1 is taken or not allowed: stop what uses it, \
             or choose another with `cargo xtask serve --port {}`.",
            if port == 8080 { 8081 } else { 8080 }
        ));
    }
    let tools = cargo_tools::ensure()?;
    trunk::mention_flags();

    // Trunk would do this too, but would go on to serve nothing where the code does not compile.
    say("Compiling the core for the browser (a minute or two the first time, seconds after that)");
    let mut build = program("cargo");
    build.current_dir(workspace::root()).args([
        "build",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        PROFILE,
    ]);
    process::run(trunk::for_wasm(&mut build))?;

    let site = workspace::root().join(SITE);
    std::fs::create_dir_all(&site)
        .map_err(|error| format!("{} can not be made: {error}.", site.display()))?;
    let mut serve = trunk::command(&tools, None);
    serve
        .args([
            "serve",
            "--cargo-profile",
            PROFILE,
            "--dist",
            SITE,
            "--disable-address-lookup",
        ])
        .args(["--address", "127.0.0.1", "--port", &port.to_string()]);
    if open {
        serve.arg("--open");
    }
    for name in NOT_WATCHED
        .iter()
        .filter(|name| workspace::root().join(name).exists())
    {
        serve.args(["--ignore", name]);
    }
    say("Serving; Ctrl-C stops it");
    println!("        http://127.0.0.1:{port}/          the article");
    println!("        http://127.0.0.1:{port}/lab.html  the bench");
    hand_over(serve)
}

/// Becomes Trunk, so that Ctrl-C or any other signal meets the server itself and nothing stays behind.
#[cfg(unix)]
fn hand_over(mut command: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(format!("Trunk did not start: {error}."))
}

/// Windows sends Ctrl-C to every program of the console.
#[cfg(not(unix))]
fn hand_over(mut command: Command) -> Outcome {
    process::run(&mut command)
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    open: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Outcome<Self> {
        let mut options = Options {
            port: 8080,
            open: true,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.split_once('=').unwrap_or((argument, "")) {
                ("--no-open", "") => options.open = false,
                ("--port", "") => options.port = parse_port(arguments.next().map(String::as_str))?,
                ("--port", value) => options.port = parse_port(Some(value))?,
                _ => {
                    return Err(unknown_argument(
                        "serve",
                        argument,
                        "--port N and --no-open",
                    ));
                }
            }
        }
        Ok(options)
    }
}

fn parse_port(value: Option<&str>) -> Outcome<u16> {
    match value.map(str::parse) {
        Some(Ok(port)) if port > 0 => Ok(port),
        _ => Err(format!(
            "--port takes a number from 1 to 65535, not {}.",
            value.map_or("nothing".to_owned(), |value| format!("{value:?}"))
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(line: &str) -> Result<Options, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments)
    }

    #[test]
    fn both_ways_of_giving_a_port() {
        let expected = Ok(Options {
            port: 9000,
            open: false,
        });
        assert_eq!(parse("--port 9000 --no-open"), expected);
        assert_eq!(parse("--no-open --port=9000"), expected);
        assert_eq!(
            parse(""),
            Ok(Options {
                port: 8080,
                open: true
            })
        );
    }

    #[test]
    fn a_wrong_argument_is_named() {
        assert!(parse("--port").unwrap_err().contains("not nothing"));
        assert!(parse("--port 70000").unwrap_err().contains("70000"));
        assert!(parse("--port 0").unwrap_err().contains("1 to 65535"));
        assert!(parse("--opne").unwrap_err().contains("--opne"));
    }
}
