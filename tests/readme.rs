//! The README's tables are made from the tables of the code. After a change: `WRITE=1 cargo test --test readme`.

use reverse_diffusion::decimal::Decimal;
use reverse_diffusion::law::PRESETS;
use reverse_diffusion::scene::{Kind, PARAMETERS, Parameter, STUDIES, StudyInfo, parameter};
use std::fmt::Display;

/// A table of Markdown.
fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.map(String::from)) + "|" + &"---|".repeat(N) + "\n";
    text.extend(rows.map(|row| line(row.map(|cell| cell.replace('|', "\\|")))));
    text
}

/// A number as a reader likes it: with commas where it is long, with a power of ten where it is tiny.
fn shown(x: f64) -> String {
    if x == 9_007_199_254_740_991.0 {
        return "2^53 − 1".into();
    }
    if x != 0.0 && x.abs() < 1e-3 {
        return format!("{x:e}");
    }
    let text = Decimal(x).to_string();
    if x.fract() != 0.0 || x < 10_000.0 {
        return text;
    }
    let digits = text.as_bytes().rchunks(3).rev();
    let groups = digits.map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}

fn default(parameter: &Parameter) -> String {
    let number = parameter.default.parse();
    number.map_or_else(|_| parameter.default.into(), shown)
}

fn values(parameter: &Parameter) -> String {
    let names =
        |names: &mut dyn Iterator<Item = &'static str>| names.collect::<Vec<_>>().join(", ");
    match parameter.kind {
        // These have a table of their own.
        Kind::Choice(_) if ["denoiser", "study"].contains(&parameter.name) => "see below".into(),
        Kind::Choice(choices) => names(&mut choices().into_iter().map(|(name, _)| name)),
        Kind::Number { min, max, .. } | Kind::Integer { min, max, .. } => {
            format!("{} … {}", shown(min), shown(max))
        }
        Kind::Data => {
            "a preset, see below, or points `x,y;x,y@weight;…` as they are simulated".into()
        }
        Kind::Start => {
            "normal, terminal, shifted, narrow, `normal:mean,deviation`, or a point `x,y`".into()
        }
    }
}

/// Which of several it belongs to alone, in brackets; nothing for all.
fn only<T: Display>(of: &[T]) -> String {
    let names: Vec<String> = of.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" (For {}.)", names.join(", "))
    }
}

fn of_studies(parameter: &Parameter) -> String {
    let studies = parameter.studies.iter().map(|kind| kind.info().name);
    only(&studies.collect::<Vec<_>>())
}

fn choices(name: &str) -> Vec<(&'static str, &'static str)> {
    match parameter(name).map(|parameter| parameter.kind) {
        Some(Kind::Choice(choices)) => choices(),
        _ => panic!("{name} is no choice"),
    }
}

/// The parameters that belong to one denoiser, and what they begin with. Denoisers are in the order of their names.
fn of_denoiser(name: &str) -> String {
    let own = PARAMETERS.iter().filter(|parameter| {
        let mut kinds = parameter.denoisers.iter();
        kinds.any(|kind| kind_name(*kind) == name)
    });
    let own = own.map(|parameter| format!("{}, {}", parameter.name, default(parameter)));
    own.collect::<Vec<_>>().join("; ")
}

/// As a scene has it.
fn kind_name(kind: reverse_diffusion::scene::DenoiserKind) -> String {
    let scene = reverse_diffusion::scene::Scene {
        denoiser: kind,
        ..Default::default()
    };
    scene
        .get("denoiser")
        .to_string()
        .trim_matches('"')
        .to_owned()
}

fn tables() -> [(&'static str, String); 4] {
    let parameters = PARAMETERS.iter().map(|parameter| {
        [
            parameter.name.into(),
            values(parameter),
            default(parameter),
            format!("{}{}", parameter.help, of_studies(parameter)),
        ]
    });
    let denoisers = choices("denoiser").into_iter();
    let denoisers = denoisers.map(|(name, label)| [name.into(), label.into(), of_denoiser(name)]);
    let presets = PRESETS.iter().map(|preset| {
        let source = format!("{}, {}", preset.source, preset.licence);
        [preset.name.into(), preset.note.into(), source]
    });
    let asked = STUDIES.iter().filter(|info| info.name != "none");
    let studies = asked.map(
        |StudyInfo {
             name,
             question,
             reference,
             ..
         }| { [(*name).into(), (*question).into(), (*reference).into()] },
    );
    [
        (
            "parameters",
            table(["name", "values", "default", "what it is"], parameters),
        ),
        (
            "denoisers",
            table(["denoiser", "x̄₀", "its parameters"], denoisers),
        ),
        (
            "presets",
            table(["preset", "what it shows", "from"], presets),
        ),
        (
            "studies",
            table(["study", "asks", "in the papers"], studies),
        ),
    ]
}

#[test]
fn the_tables_of_the_readme_are_those_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut written = readme.clone();
    for (name, table) in tables() {
        let [begin, end] = [
            format!("<!-- {name} -->\n"),
            format!("<!-- end of {name} -->\n"),
        ];
        let from = written.find(&begin).unwrap_or_else(|| panic!("no {begin}")) + begin.len();
        let to = from
            + written[from..]
                .find(&end)
                .unwrap_or_else(|| panic!("no {end}"));
        written.replace_range(from..to, &table);
    }
    if std::env::var_os("WRITE").is_some() {
        std::fs::write(path, written).unwrap();
    } else {
        let differs = readme
            .lines()
            .zip(written.lines())
            .find(|(one, other)| one != other);
        assert!(
            readme == written,
            "WRITE=1 cargo test --test readme mends it: {differs:?}"
        );
    }
}
