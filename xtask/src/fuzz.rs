//! `cargo xtask fuzz`: random scenes, calls, readers and texts against the built site, for as long as one likes.

use std::path::PathBuf;

use crate::process::{self, program};
use crate::progress::say;
use crate::{Outcome, chromium, node, unknown_argument, workspace};

/// What is tried, which program does it, and what of the time it gets where all of them are asked for.
const PARTS: [Part; 3] = [
    Part {
        flag: "--scenes",
        name: "random scenes and calls against the modules",
        share: 0.5,
        run: Run::Script("tests/fuzz/module.mjs"),
    },
    Part {
        flag: "--reader",
        name: "a reader at random in the lab",
        share: 0.4,
        run: Run::Script("tests/fuzz/reader.mjs"),
    },
    Part {
        flag: "--parsers",
        name: "random texts against the parsers",
        share: 0.1,
        run: Run::Parsers,
    },
];

/// Cases of each property of tests/parsers.rs that a minute has room for, about.
const TEXTS_A_MINUTE: f64 = 300_000.0;

struct Part {
    flag: &'static str,
    name: &'static str,
    share: f64,
    run: Run,
}

enum Run {
    Script(&'static str),
    Parsers,
}

pub fn run(arguments: &[String]) -> Outcome {
    let wishes = Wishes::read(arguments)?;
    let site = workspace::root().join("dist");
    if !site.join("index.html").is_file() {
        return Err("There is no site in dist/: run `cargo xtask dist` first.".into());
    }
    node::ensure()?;
    node::ensure_packages()?;
    let browser = chromium::ensure()?;
    let parts: Vec<&Part> = PARTS
        .iter()
        .filter(|part| wishes.parts.is_empty() || wishes.parts.contains(&part.flag))
        .collect();
    let shares: f64 = parts.iter().map(|part| part.share).sum();
    let mut failed = Vec::new();
    for part in parts {
        let minutes = wishes.minutes * part.share / shares;
        println!();
        say(&format!("{}, {minutes:.1} minutes", part.name));
        if let Err(sentence) = part.start(minutes, wishes.seed, &browser, &site) {
            say(&sentence);
            failed.push(part.name);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "Failed, seed {}: {}.",
            wishes.seed,
            failed.join(", ")
        ))
    }
}

impl Part {
    fn start(&self, minutes: f64, seed: u32, browser: &PathBuf, site: &PathBuf) -> Outcome {
        match self.run {
            Run::Script(script) => process::run(
                node::command()
                    .arg(script)
                    .args([
                        "--minutes",
                        &minutes.to_string(),
                        "--seed",
                        &seed.to_string(),
                    ])
                    .env("CHROME", browser)
                    .env("SITE_DIR", site),
            ),
            Run::Parsers => {
                let cases = (minutes * TEXTS_A_MINUTE).ceil().max(1.0);
                process::run(
                    program("cargo")
                        .current_dir(workspace::root())
                        .args(["test", "--release", "--test", "parsers"])
                        .env("CASES", cases.to_string())
                        .env("SEED", seed.to_string()),
                )
            }
        }
    }
}

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Wishes {
    minutes: f64,
    seed: u32,
    parts: Vec<&'static str>,
}

impl Wishes {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut wishes = Self {
            minutes: 10.0,
            seed: seed_of_today(),
            parts: Vec::new(),
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().map_or("", String::as_str);
            match argument.as_str() {
                "--minutes" => {
                    let text = value();
                    wishes.minutes = match text.parse::<f64>() {
                        Ok(minutes) if minutes > 0.0 && minutes.is_finite() => minutes,
                        _ => {
                            return Err(format!(
                                "--minutes is {text:?}; it must be a number above 0."
                            ));
                        }
                    };
                }
                "--seed" => {
                    let text = value();
                    wishes.seed = text.parse().map_err(|_| {
                        format!(
                            "--seed is {text:?}; it must be a whole number from 0 to {}.",
                            u32::MAX
                        )
                    })?;
                }
                flag => match PARTS.iter().find(|part| part.flag == flag) {
                    Some(part) => wishes.parts.push(part.flag),
                    None => {
                        let known = "--minutes N, --seed S, and --scenes, --reader or --parsers for some of it";
                        return Err(unknown_argument("fuzz", flag, known));
                    }
                },
            }
        }
        Ok(wishes)
    }
}

/// Another one each second: who hunts wants what was not tried yet.
fn seed_of_today() -> u32 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| (since.as_secs() % 1_000_000_007) as u32)
}

#[cfg(test)]
mod tests {
    use super::Wishes;

    fn read(words: &str) -> Result<Wishes, String> {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        Wishes::read(&words)
    }

    #[test]
    fn wishes_are_read_or_refused() {
        let wishes = read("--minutes 2.5 --seed 7 --reader").unwrap();
        assert_eq!(
            wishes,
            Wishes {
                minutes: 2.5,
                seed: 7,
                parts: vec!["--reader"]
            }
        );
        assert!(read("").unwrap().parts.is_empty());
        for words in [
            "--minutes",
            "--minutes -1",
            "--minutes inf",
            "--seed x",
            "--hours 2",
        ] {
            assert!(read(words).is_err(), "{words}");
        }
    }
}
