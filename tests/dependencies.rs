//! Who uses whom in `src`: every part uses only those above it in the table of ARCHITECTURE.md, and no file uses another
//! that uses it, by whatever way.
//!
//! What is read are paths that begin with `crate`, `super` or `self`, and in a file with submodules those that begin
//! with one of them. Comments and the tests at the end of a file do not count. A path leads to the deepest file on it:
//! who takes an item from a module's re-exports uses that module's `mod.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Modules by their path below `crate`, "paint/line/axes", and the source of each; "" is `lib.rs`.
type Sources = BTreeMap<String, String>;

/// Whom a module uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// The source without comments, its tests, and where it says who may see an item.
fn code_of(source: &str) -> String {
    let source = source
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    let mut code = String::new();
    for line in source.lines() {
        // A slash twice within a text is cut there too: no path stands behind one.
        let line = line.split("//").next().unwrap_or_default();
        code += &line.replace("pub(in crate::", "pub(in ");
        code.push('\n');
    }
    code
}

/// The paths, an item each, that a tree such as `a::{b, c::d}` stands for; and how much of the text it takes.
fn leaves(text: &str, before: &[String], into: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = 0;
    loop {
        let space = text[at..].len() - text[at..].trim_start().len();
        at += space;
        if let Some(rest) = text[at..].strip_prefix('{') {
            let begin = at + 1;
            let mut inner = begin;
            while !text[inner..].trim_start().starts_with('}') && inner < text.len() {
                inner += leaves(&text[inner..], &path, into);
                let skipped = text[inner..].trim_start();
                inner = text.len() - skipped.len() + usize::from(skipped.starts_with(','));
            }
            assert!(!rest.is_empty(), "a tree without an end: {text}");
            let end = text[inner..].find('}').expect("the end of the tree");
            return inner + end + 1;
        }
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let name: String = text[at..].chars().take_while(|&c| is_name(c)).collect();
        at += name.len();
        if !name.is_empty() {
            path.push(name);
        }
        if let Some(rest) = text[at..].strip_prefix("::")
            && rest.trim_start().starts_with(|c| is_name(c) || c == '{')
        {
            at += 2;
            continue;
        }
        // `as` gives a name that leads nowhere else.
        if let Some(rest) = text[at..].strip_prefix(" as ") {
            at += 4 + rest.chars().take_while(|&c| is_name(c)).count();
        }
        into.push(path);
        return at;
    }
}

/// Every path in a module's code that begins with one of `roots`.
fn paths_in(code: &str, roots: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for root in roots {
        for (at, _) in code.match_indices(&format!("{root}::")) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                leaves(&code[at..], &[], &mut found);
            }
        }
    }
    found
}

/// The modules that each of them uses.
fn uses(sources: &Sources) -> Uses {
    let mut all = Uses::new();
    for (module, source) in sources {
        let code = code_of(source);
        let inside = |child: &&String| match child.rsplit_once('/') {
            Some((parent, _)) => parent == module,
            None => module.is_empty(),
        };
        let children: Vec<&str> = sources
            .keys()
            .filter(|child| *child != module)
            .filter(inside)
            .map(|child| child.rsplit('/').next().unwrap_or(child))
            .collect();
        let used = all.entry(module.clone()).or_default();
        let mut roots = vec!["crate", "super", "self"];
        roots.extend(&children);
        for path in paths_in(&code, &roots) {
            let mut here: Vec<&str> = match path[0].as_str() {
                "crate" => Vec::new(),
                _ => module.split('/').filter(|name| !name.is_empty()).collect(),
            };
            for name in &path {
                match name.as_str() {
                    "crate" | "self" => {}
                    "super" => {
                        here.pop();
                    }
                    name => {
                        here.push(name);
                        if !sources.contains_key(&here.join("/")) {
                            here.pop();
                            break;
                        }
                    }
                }
            }
            let target = here.join("/");
            if target != *module {
                used.insert(target);
            }
        }
    }
    all
}

/// Modules that use each other in a circle, the first one again at the end.
fn circle(uses: &Uses) -> Option<Vec<String>> {
    fn visit(
        at: &str,
        uses: &Uses,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        if let Some(first) = way.iter().position(|module| module == at) {
            let mut found = way[first..].to_vec();
            found.push(at.to_owned());
            return Some(found);
        }
        if !done.insert(at.to_owned()) {
            return None;
        }
        way.push(at.to_owned());
        for next in uses.get(at).into_iter().flatten() {
            if let Some(found) = visit(next, uses, way, done) {
                return Some(found);
            }
        }
        way.pop();
        None
    }
    let mut done = BTreeSet::new();
    uses.keys()
        .find_map(|module| visit(module, uses, &mut Vec::new(), &mut done))
}

/// What goes up: (who, whom) where whom does not stand above who in `order`.
fn upwards(uses: &Uses, order: &[String]) -> Vec<(String, String)> {
    let part = |module: &String| module.split('/').next().unwrap_or_default().to_owned();
    let place = |name: &String| order.iter().position(|part| part == name);
    let pairs = uses
        .iter()
        .flat_map(|(who, whom)| whom.iter().map(move |whom| (who, whom)));
    pairs
        // What `lib.rs` has itself is everyone's.
        .filter(|(who, whom)| !who.is_empty() && !whom.is_empty())
        .filter(|(who, whom)| part(who) != part(whom) && place(&part(whom)) >= place(&part(who)))
        .map(|(who, whom)| (who.clone(), whom.clone()))
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of the crate.
fn sources() -> Sources {
    fn read(folder: &Path, into: &mut Sources) {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                read(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root().join("src")).expect("below src");
                let mut module = name.with_extension("");
                if ["mod", "lib"].iter().any(|last| module.ends_with(last)) {
                    module.pop();
                }
                let module = module.to_str().expect("a plain name").replace('\\', "/");
                let source = std::fs::read_to_string(&path).expect("a source");
                into.insert(module, source);
            }
        }
    }
    let mut all = Sources::new();
    read(&root().join("src"), &mut all);
    all
}

/// The parts of the crate as the table of ARCHITECTURE.md has them, from top to bottom.
fn order() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the map");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `src/"));
    let names = rows.filter_map(|row| row.split('`').next());
    let parts = names.map(|name| name.trim_end_matches('/').trim_end_matches(".rs"));
    parts
        .filter(|part| *part != "lib")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_part_has_its_place_in_the_map() {
    let parts: BTreeSet<String> = sources()
        .keys()
        .filter(|module| !module.is_empty() && !module.contains('/'))
        .cloned()
        .collect();
    assert_eq!(parts, order().into_iter().collect());
}

#[test]
fn every_part_uses_only_those_above_it() {
    assert_eq!(upwards(&uses(&sources()), &order()), []);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    assert_eq!(circle(&uses(&sources())), None);
}

/// The checkers themselves, on sources that are made up.
mod checkers {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Uses {
        let owned = |&(module, source): &(&str, &str)| (module.to_owned(), source.to_owned());
        uses(&files.iter().map(owned).collect())
    }

    fn names(of: &[&str]) -> Vec<String> {
        of.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn a_path_leads_to_the_deepest_file_on_it() {
        let uses = of(&[
            ("", "mod a; mod b;"),
            ("a", "pub use one::Thing;\nmod one;\nmod two;"),
            (
                "a/one",
                "use super::two::{self, Deep as D};\nuse crate::{b::{X, Y}, WHOLE};",
            ),
            (
                "a/two",
                "// use super::one::Thing;\nfn f() { crate::b::g(); }",
            ),
            ("b", "#[cfg(test)]\nmod tests { use crate::a::one::Thing; }"),
        ]);
        assert_eq!(uses["a"], BTreeSet::from(["a/one".to_owned()]));
        let one: Vec<&str> = uses["a/one"].iter().map(String::as_str).collect();
        assert_eq!(one, ["", "a/two", "b"]);
        assert_eq!(uses["a/two"], BTreeSet::from(["b".to_owned()]));
        assert_eq!(uses["b"], BTreeSet::new());
    }

    #[test]
    fn what_goes_up_is_found() {
        let files = [
            ("points", "pub struct Points;"),
            ("law", "use crate::points::Points;"),
            (
                "law/order",
                "pub(in crate::scene) fn f(law: &crate::law::Law, x: crate::scene::Scene) {}",
            ),
            ("scene", "use crate::law::Law;"),
        ];
        let order = names(&["points", "law", "scene"]);
        let up = upwards(&of(&files), &order);
        assert_eq!(up, [("law/order".to_owned(), "scene".to_owned())]);
        // And what has no place is above nobody.
        assert_eq!(upwards(&of(&files[..2]), &order[1..]).len(), 0);
        assert_eq!(upwards(&of(&files), &order[..2]).len(), 1);
    }

    #[test]
    fn a_circle_is_found_however_long_it_is() {
        let straight = [
            ("paint", "pub use picture::Picture;"),
            ("paint/picture", "use super::line::view::Line;"),
            ("paint/line", "pub(super) mod view;"),
            ("paint/line/view", "use crate::paint::window::Window;"),
            ("paint/window", ""),
        ];
        assert_eq!(circle(&of(&straight)), None);
        let mut bent = straight;
        bent[4].1 = "use super::Picture;";
        assert_eq!(
            circle(&of(&bent)),
            Some(names(&[
                "paint",
                "paint/picture",
                "paint/line/view",
                "paint/window",
                "paint"
            ]))
        );
    }
}
