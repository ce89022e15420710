//! The project's commands: `cargo xtask serve | dist | test | fuzz | bench | stills`.
//!
//! Everything a fresh machine lacks is installed on the way, so that a clone and rustup are enough. Only the standard
//! library is used: this program has to compile in seconds before anything else can begin.

mod bench;
mod bundle;
mod cargo_tools;
mod chromium;
mod debian;
mod dist;
mod fuzz;
mod guard;
mod module;
mod node;
mod npm;
mod other_browsers;
mod plane;
mod process;
mod progress;
mod recipes;
mod serve;
mod sizes;
mod stills;
mod test;
mod trunk;
mod typeset;
mod workspace;

use std::process::ExitCode;

/// What a command ends with: nothing, or one sentence for the person who ran it.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N] [--no-open]   build, serve on 127.0.0.1 (8080 unless told), rebuild on every change
  dist                           the optimised site in dist/
  test [--native | --browser]    every check and test, or half of them
  test [--recipes | --other-browsers]
                                 on the dist/ that is there: the recipes, or Firefox and WebKit
  fuzz [--minutes N] [--seed S] [--scenes] [--reader] [--parsers]
                                 random scenes, calls, readers and texts, on the dist/ that is there
  bench                          how fast it is, as ratios
  stills [fig-NAME …]            the article's still pictures, taken anew from dist/

Each installs what it needs first and says so.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    if ["help", "--help", "-h"].contains(&command)
        || rest.iter().any(|a| a == "--help" || a == "-h")
    {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let outcome = match command {
        "serve" => serve::run(rest),
        "dist" => dist::run(rest),
        "test" => test::run(rest),
        "fuzz" => fuzz::run(rest),
        "bench" => bench::run(rest),
        "stills" => stills::run(rest),
        "typeset" => typeset::run(rest),
        "guard" => guard::run(rest),
        unknown => Err(format!(
            "There is no command {unknown:?}; the commands are serve, dist, test, fuzz, bench and stills."
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The answer to an argument that a command does not know.
fn unknown_argument(command: &str, argument: &str, known: &str) -> String {
    format!("`cargo xtask {command}` does not know {argument:?}; it takes {known}.")
}
