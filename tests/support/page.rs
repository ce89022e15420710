//! A page of the article as tests read it: its sentences, and its figures with their scenes, their guesses and what
//! stands below them.

use super::scene;
use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::study::{Report, study};

/// The HTML of a page.
#[derive(Clone, Copy)]
pub struct Page(pub &'static str);

/// A figure of a page, with the paragraph below it that says what was to be seen.
pub struct Figure {
    /// The figure's id.
    id: &'static str,
    /// The HTML of the figure alone.
    html: &'static str,
    /// What was to be seen, without tags.
    pub seen: String,
}

/// One of the answers to a figure's question.
pub struct Guess {
    /// What explains it.
    pub because: &'static str,
    /// What it sets, a pair `name=value` each.
    sets: &'static str,
    figure: Pairs,
}

/// Names and values of a scene.
pub type Pairs = Vec<(&'static str, &'static str)>;

/// Attributes of `<reverse-diffusion>` that say how a scene is shown and not what it is.
const SHOWN: [&str; 3] = ["show", "autoplay", "data-start"];

impl Page {
    /// The page without tags, its white space single.
    pub fn text(self) -> String {
        without_tags(self.0)
    }

    /// That a number stands where it is claimed.
    pub fn says(self, sentence: &str) {
        assert!(
            self.text().contains(sentence),
            "the page does not say “{sentence}”"
        );
    }

    /// That one of the answers to a figure's question is explained by this.
    pub fn explains(self, sentence: &str) {
        let said = |button: &str| button.split('"').next().unwrap().contains(sentence);
        assert!(
            self.0.split("data-because=\"").skip(1).any(said),
            "no answer is explained by “{sentence}”"
        );
    }

    pub fn figure(self, id: &'static str) -> Figure {
        let start = self.0.find(&format!("<figure id=\"{id}\""));
        let start = start.unwrap_or_else(|| panic!("no figure {id}"));
        let (html, below) = self.0[start..].split_once("</figure>").unwrap();
        let below = below.trim_start().strip_prefix("<p class=\"seen\">");
        let below = below.unwrap_or_else(|| panic!("nothing to be seen below {id}"));
        let seen = without_tags(below.split_once("</p>").unwrap().0);
        Figure { id, html, seen }
    }

    /// The figures that a test file's sections are about are the page's: their numbers are made when the site is built,
    /// their ids stay. A section begins with a line `// ---- fig-…`.
    pub fn has_the_figures_of(self, tests: &str) {
        let sections = tests
            .lines()
            .filter_map(|line| line.strip_prefix("// ---- "));
        let named: Vec<&str> = sections
            .filter_map(|section| section.split(' ').next())
            .filter(|id| id.starts_with("fig-"))
            .collect();
        assert!(named.len() > 1, "{named:?}");
        for id in named {
            assert!(self.0.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }

    /// That numbers of the studies' rows are said where they are claimed. Below a line `# fig-…` each line is a scene, how
    /// a row's name begins, which of its numbers, and the number as the figure's guesses or the paragraph below write it.
    /// A scene is run once for all that is quoted of it.
    pub fn quotes(self, quoted: &'static str) {
        let mut reports: Vec<(&str, Report)> = Vec::new();
        let mut said_of = String::new();
        for line in quoted.lines().map(str::trim).filter(|l| !l.is_empty()) {
            if let Some(id) = line.strip_prefix("# ") {
                said_of = self.figure(id).said();
                continue;
            }
            // A name may hold a bar of its own, KL(v|u).
            let mut parts = line.split(" | ");
            let mut next = || parts.next().unwrap();
            let (own, name, which, said) = (next(), next(), next(), next());
            if !reports.iter().any(|(ready, _)| *ready == own) {
                reports.push((own, at_the_end(&pairs_of(own))));
            }
            let (_, report) = reports.iter().find(|(ready, _)| *ready == own).unwrap();
            let row = report.rows.iter().find(|row| row.name.starts_with(name));
            let row = row.unwrap_or_else(|| panic!("no row of {own} begins with “{name}”"));
            let number = if which == "predicted" {
                row.predicted
            } else {
                row.measured
            };
            let decimals = said.split_once('.').unwrap().1.len();
            assert_eq!(written(number.unwrap(), decimals), said, "{line}");
            // A share in hundredths is said in per cent.
            let percent = said.trim_start_matches("0.").trim_start_matches('0');
            assert!(
                has_number(&said_of, said) || has_number(&said_of, &format!("{percent} %")),
                "the figure does not say {said} ({line})"
            );
        }
    }

    /// That what stands in the studies' own sentences stands on the page. Each line is a scene, what is found there, and
    /// what the page makes of it.
    pub fn repeats(self, found: &'static str) {
        let mut reports: Vec<(&str, String)> = Vec::new();
        let on_page = self.0.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in found.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let mut parts = line.split(" | ");
            let mut next = || parts.next().unwrap();
            let (own, found, said) = (next(), next(), next());
            if !reports.iter().any(|(ready, _)| *ready == own) {
                let report = at_the_end(&pairs_of(own));
                reports.push((
                    own,
                    format!("{} {}", report.answer, report.findings.join(" ")),
                ));
            }
            let (_, sentences) = reports.iter().find(|(ready, _)| *ready == own).unwrap();
            assert!(sentences.contains(found), "{line}: {sentences}");
            assert!(on_page.contains(said), "{line}");
        }
    }
}

impl Figure {
    /// The scene of its first picture.
    pub fn scene(&self) -> Pairs {
        self.scenes().remove(0)
    }

    /// The scenes of its pictures.
    pub fn scenes(&self) -> Vec<Pairs> {
        let tags = self.html.split("<reverse-diffusion").skip(1);
        tags.map(|tag| {
            let attributes = tag.split('>').next().unwrap().split('"');
            // Names, each with its “=” and those without a value before it, and values by turns.
            let halves: Vec<&str> = attributes.collect();
            halves
                .chunks_exact(2)
                .map(|pair| (last_word(pair[0]), pair[1]))
                .filter(|(name, _)| !SHOWN.contains(name))
                .collect()
        })
        .collect()
    }

    /// The answer whose button is so called.
    pub fn guess(&self, label: &str) -> Guess {
        let buttons = self.html.split("<button ").skip(1);
        let called = |button: &&str| button.split(['>', '<']).nth(1) == Some(label);
        let button = buttons.into_iter().find(called);
        let button = button.unwrap_or_else(|| panic!("{} has no answer “{label}”", self.id));
        let of = |name: &str| button.split_once(&format!("{name}=\""));
        let of = |name: &str| of(name).map(|(_, value)| value.split('"').next().unwrap());
        Guess {
            because: of("data-because").unwrap(),
            sets: of("data-set").unwrap_or_default(),
            figure: self.scene(),
        }
    }

    /// That this stands in the paragraph below.
    pub fn shows(&self, sentence: &str) {
        assert!(
            self.seen.contains(sentence),
            "below {} stands no “{sentence}”: {}",
            self.id,
            self.seen
        );
    }

    /// What its guesses and the paragraph below say.
    fn said(&self) -> String {
        let guesses = self.html.split("data-because=\"").skip(1);
        let guesses = guesses.map(|guess| guess.split('"').next().unwrap());
        let all: Vec<&str> = guesses.chain([&*self.seen]).collect();
        all.join(" ")
    }
}

impl Guess {
    /// The figure's scene, with what this answer sets.
    pub fn scene(&self) -> Pairs {
        let sets = self.sets.split(';').filter(|pair| !pair.is_empty());
        with(&self.figure, sets.map(|pair| pair.split_once('=').unwrap()))
    }

    /// That it is explained by this.
    pub fn says(&self, sentence: &str) {
        assert!(
            self.because.contains(sentence),
            "“{sentence}” is not in “{}”",
            self.because
        );
    }
}

/// The scene with these values in place of its own.
pub fn with<'a>(
    scene: &[(&'a str, &'a str)],
    others: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(&'a str, &'a str)> {
    let mut all = scene.to_vec();
    for (name, value) in others {
        all.retain(|(own, _)| *own != name);
        all.push((name, value));
    }
    all
}

/// A study, answered.
pub fn finished(pairs: &[(&str, &str)]) -> Report {
    let mut study = study(&scene(pairs)).unwrap();
    while study.work() {}
    study.report().clone()
}

/// A study at the end of its run, where the numbers of “now” are those of the end.
fn at_the_end(pairs: &[(&str, &str)]) -> Report {
    let mut study = study(&scene(pairs)).unwrap();
    while study.work() {}
    let mut simulation = Simulation::new(scene(pairs));
    while simulation.step() {}
    study.show(simulation.time(), simulation.positions().as_slice());
    study.report().clone()
}

/// A number as it is written in a sentence.
pub fn written(x: f64, decimals: usize) -> String {
    format!("{x:.decimals$}")
}

/// A scene as the tables write it: names and values, a space between.
fn pairs_of(scene: &str) -> Vec<(&str, &str)> {
    scene
        .split(' ')
        .map(|pair| pair.split_once('=').unwrap())
        .collect()
}

/// Whether it stands there by itself: not as a part of a longer number.
fn has_number(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + number.len()..].chars();
        let goes_on = match after.next() {
            Some('.') => after.next().is_some_and(|c| c.is_ascii_digit()),
            next => next.is_some_and(|c| c.is_ascii_digit()),
        };
        !goes_on && !before.is_some_and(|c| c.is_ascii_digit() || c == '.')
    })
}

fn last_word(attribute: &str) -> &str {
    let name = attribute.trim_end_matches('=');
    name.rsplit(char::is_whitespace).next().unwrap()
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
