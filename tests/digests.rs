//! The same scene gives the same bits natively, in Node and in browsers: this is the native part, which
//! holds the same golden file against the crate as tests/browser holds against the module.

mod support;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::scene::{Scene, Value};

fn measured() -> Vec<String> {
    let golden: serde_json::Value =
        serde_json::from_str(include_str!("golden/digests.json")).unwrap();
    let cases = golden.as_array().unwrap().iter();
    cases
        .map(|case| {
            let pairs = case["scene"].as_object().unwrap().iter();
            let pairs = pairs.map(|(name, value)| {
                let value = match value.as_f64() {
                    Some(number) => Value::Number(number),
                    None => Value::Text(value.as_str().unwrap().into()),
                };
                (name.as_str(), value)
            });
            let mut simulation = Simulation::new(Scene::from_pairs(pairs).unwrap());
            simulation.seek(case["index"].as_u64().unwrap() as usize);
            let digest = format!("{:016x}", simulation.digest());
            assert!(
                case["digest"] == digest.as_str() || std::env::var("GOLDEN").is_ok(),
                "{case} now has the digest {digest}"
            );
            digest
        })
        .collect()
}

#[test]
fn the_digests_are_the_golden_ones() {
    let measured = measured();
    assert!(measured.len() >= 12);
    let mut distinct = measured.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), measured.len());
}
