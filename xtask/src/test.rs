//! `cargo xtask test`: every check and every test, and a summary that says which failed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::process::{self, program};
use crate::progress::{say, show};
use crate::{
    Outcome, cargo_tools, chromium, dist, node, npm, other_browsers, recipes, sizes, trunk,
    unknown_argument, workspace,
};

pub fn run(arguments: &[String]) -> Outcome {
    let mut report = Report::default();
    match arguments {
        [] => {
            test_natively(&mut report);
            test_in_browsers(&mut report);
        }
        [only] if only == "--native" => test_natively(&mut report),
        [only] if only == "--browser" => test_in_browsers(&mut report),
        [only] if only == "--recipes" => {
            if let Some(browser) = find_browser(&mut report) {
                test_recipes(&mut report, &browser);
            }
        }
        [only] if only == "--other-browsers" => test_in_other_browsers(&mut report),
        [argument, ..] => {
            return Err(unknown_argument(
                "test",
                argument,
                "--native or --browser, or, on the dist/ that is there, --recipes or --other-browsers; nothing for everything",
            ));
        }
    }
    report.finish()
}

/// What needs no more than cargo. The first three say at once what the tests would say late.
fn test_natively(report: &mut Report) {
    report.step("formatting", |_| {
        process::run(&mut cargo(&["fmt", "--all", "--check"]))
    });
    report.step("clippy", |_| {
        process::run(&mut cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    report.step("clippy for the browser", |_| {
        cargo_tools::ensure_target()?;
        trunk::mention_flags();
        for features in [&[][..], &["--no-default-features"]] {
            let mut clippy = for_browser(&["clippy"]);
            process::run(clippy.args(features).args(["--", "-D", "warnings"]))?;
        }
        Ok(())
    });
    report.step("documentation", |_| {
        process::run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    });
    report.step("documentation for the browser", |_| {
        cargo_tools::ensure_target()?;
        process::run(for_browser(&["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    });
    report.step("native tests", |closing| {
        let mut results = CargoResults::default();
        let outcome = process::run_and_read(
            &mut cargo(&["test", "--workspace", "--no-fail-fast"]),
            |line| {
                results.read(line);
            },
        );
        *closing = results.to_string();
        outcome
    });
}

/// The built site: its types, its module in Node, its pages in browsers.
fn test_in_browsers(report: &mut Report) {
    let Some(browser) = find_browser(report) else {
        return;
    };
    let mut site = PathBuf::new();
    let built = report.step("the site", |_| {
        site = dist::build()?;
        Ok(())
    });
    if !built {
        return;
    }
    report.step("what an embed loads", |_| sizes::check(&site));
    report.step("the npm package", |_| npm::pack(&site));
    report.step("types of the scripts", |_| {
        for project in ["tsconfig.json", "tsconfig.node.json"] {
            let mut tsc = node::command();
            process::run(tsc.args(["node_modules/typescript/bin/tsc", "--project", project]))?;
        }
        Ok(())
    });
    for (name, folder) in [
        ("tests in Node", "tests/node"),
        ("tests in Chromium", "tests/browser"),
        ("scenes, calls and readers at random", "tests/fuzz"),
    ] {
        report.step(name, |closing| {
            let mut runner = test_runner(test_files(folder)?);
            run_tests(runner.env("CHROME", &browser), closing)
        });
    }
    test_recipes(report, &browser);
    test_in_other_browsers(report);
}

fn find_browser(report: &mut Report) -> Option<PathBuf> {
    let mut browser = None;
    report.step("Node, its packages and Chromium", |_| {
        node::ensure()?;
        node::ensure_packages()?;
        let path = chromium::ensure()?;
        say(&format!("The browser is {}", path.display()));
        browser = Some(path);
        Ok(())
    });
    browser
}

/// Other people's sites with an element in them, built and opened.
fn test_recipes(report: &mut Report, browser: &Path) {
    for recipe in &recipes::ALL {
        report.step_or_skip(recipe.step, |closing| {
            let mut runner = test_runner([PathBuf::from(recipe.test)]);
            match (recipe.prepare)(&mut runner) {
                Err(sentence) => skip_unless_ci(sentence),
                Ok(()) => run_tests(runner.env("CHROME", browser), closing).map(passed),
            }
        });
    }
}

fn test_in_other_browsers(report: &mut Report) {
    for browser in &other_browsers::ALL {
        report.step_or_skip(browser.step, |closing| match browser.ensure() {
            Err(sentence) => skip_unless_ci(sentence),
            Ok(ready) => {
                let mut runner = test_runner(test_files("tests/webdriver")?);
                ready.name_to(&mut runner);
                run_tests(&mut runner, closing).map(passed)
            }
        });
    }
}

/// Node's runner for these files, on the built site. As many at once as there are cores, two at least: left to itself it
/// leaves one core free, and half of a browser's tests is waiting for a picture.
fn test_runner(files: impl IntoIterator<Item = PathBuf>) -> Command {
    let at_once = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let mut runner = node::command();
    runner
        .args(["--test", "--test-reporter", "spec"])
        .arg(format!("--test-concurrency={at_once}"))
        .args(files)
        .env("SITE_DIR", "dist");
    runner
}

fn run_tests(runner: &mut Command, closing: &mut String) -> Outcome {
    let mut results = Vec::new();
    let outcome = process::run_and_read(runner, |line| results.extend(node_count(line)));
    *closing = results.join(", ");
    outcome
}

fn passed((): ()) -> Ending {
    Ending::Passed
}

/// A machine may be unable to have something that the tests need; continuous integration has everything, so that
/// nothing stays untested unnoticed.
fn skip_unless_ci(sentence: String) -> Outcome<Ending> {
    match std::env::var("CI") {
        Ok(value) if !["", "0", "false"].contains(&value.as_str()) => Err(sentence),
        _ => Ok(Ending::Skipped(sentence)),
    }
}

/// The files `*.test.mjs` of a folder. They are named one by one because Node 20 and 22 read a folder's name
/// differently.
fn test_files(folder: &str) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(workspace::root().join(folder))
        .map_err(|error| format!("{folder} can not be read: {error}."))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| PathBuf::from(folder).join(entry.file_name()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!("{folder} holds no file *.test.mjs."));
    }
    Ok(files)
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = program("cargo");
    command.current_dir(workspace::root()).args(arguments);
    command
}

/// For the root package alone, the one that is also built for the browser.
fn for_browser(arguments: &[&str]) -> Command {
    let mut command = cargo(arguments);
    command.args(["--lib", "--target", "wasm32-unknown-unknown"]);
    trunk::for_wasm(&mut command);
    command
}

/// "ℹ pass 12" and its like, the last lines of Node's runner, as "pass 12".
fn node_count(line: &str) -> Option<String> {
    let (word, number) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let is_count = ["tests", "pass", "fail", "cancelled", "skipped"].contains(&word);
    (is_count && number.parse::<usize>().is_ok()).then(|| format!("{word} {number}"))
}

/// The sums over every "test result:" line of cargo's runner.
#[derive(Default)]
struct CargoResults {
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl CargoResults {
    fn read(&mut self, line: &str) {
        if !line.starts_with("test result:") {
            return;
        }
        for part in line.split([';', '.']) {
            let mut words = part.split_whitespace();
            let Some(number) = words.next().and_then(|word| word.parse::<usize>().ok()) else {
                continue;
            };
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                Some("ignored") => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for CargoResults {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        let verdict = if self.failed == 0 { "ok" } else { "FAILED" };
        let CargoResults {
            passed,
            failed,
            ignored,
        } = self;
        write!(
            out,
            "test result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored"
        )
    }
}

/// What was done, how long it took, and how it ended.
#[derive(Default)]
struct Report {
    steps: Vec<Step>,
}

enum Ending {
    Passed,
    /// Why it could not be done here.
    Skipped(String),
}

struct Step {
    name: &'static str,
    time: Duration,
    outcome: Outcome<Ending>,
    /// The runner's own closing line, where the step is one.
    closing: String,
}

impl Report {
    /// Does a step and notes how it ended; one failure does not keep the others from being seen.
    fn step(&mut self, name: &'static str, work: impl FnOnce(&mut String) -> Outcome) -> bool {
        self.step_or_skip(name, |closing| work(closing).map(passed))
    }

    /// A step that some machines can not do. Whether it was done, and well.
    fn step_or_skip(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut String) -> Outcome<Ending>,
    ) -> bool {
        println!();
        say(name);
        let start = Instant::now();
        let mut closing = String::new();
        let outcome = work(&mut closing);
        match &outcome {
            Ok(Ending::Passed) => {}
            Ok(Ending::Skipped(sentence)) => say(&format!("SKIPPED: {sentence}")),
            Err(sentence) => say(&format!("FAILED: {sentence}")),
        }
        let good = matches!(outcome, Ok(Ending::Passed));
        self.steps.push(Step {
            name,
            time: start.elapsed(),
            outcome,
            closing,
        });
        good
    }

    fn finish(self) -> Outcome {
        println!();
        say("Summary");
        for step in &self.steps {
            let (verdict, closing) = match &step.outcome {
                Ok(Ending::Passed) => ("ok     ", &step.closing),
                Ok(Ending::Skipped(sentence)) => ("SKIPPED", sentence),
                Err(_) => ("FAILED ", &step.closing),
            };
            println!(
                "  {verdict}  {:<32}{:>12}  {closing}",
                step.name,
                show(step.time),
            );
        }
        let names = |wanted: fn(&Outcome<Ending>) -> bool| {
            let steps = self.steps.iter().filter(|step| wanted(&step.outcome));
            steps.map(|step| step.name).collect::<Vec<_>>().join(", ")
        };
        let failed = names(Result::is_err);
        let skipped = names(|outcome| matches!(outcome, Ok(Ending::Skipped(_))));
        if !failed.is_empty() {
            return Err(format!("Failed: {failed}."));
        }
        if skipped.is_empty() {
            println!("\nEverything passed.");
        } else {
            println!("\nWhat was done passed. SKIPPED: {skipped}.");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{CargoResults, node_count};

    #[test]
    fn cargo_results_add_up() {
        let mut results = CargoResults::default();
        results.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s");
        results.read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.5s");
        results.read("test passed_by ... ok");
        assert_eq!(
            results.to_string(),
            "test result: FAILED. 15 passed; 2 failed; 1 ignored"
        );
    }

    #[test]
    fn node_results_are_recognised() {
        assert_eq!(node_count("ℹ pass 12").as_deref(), Some("pass 12"));
        assert_eq!(node_count("ℹ duration_ms 12.5"), None);
        assert_eq!(node_count("ℹ pass the salt"), None);
    }
}
