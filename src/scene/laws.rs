//! The laws of data points that were asked for last: a scene is read, checked, built and shown from the same ones, and
//! drawing a hundred thousand points and telling the distinct among them takes longer than a frame.

use super::data::Data;
use crate::law::Law;
use std::cell::RefCell;

/// So many: a scene's, and one that is compared with it.
const KEPT: usize = 2;

/// From what, and which of its points.
struct Known {
    data: Data,
    samples: usize,
    draw: u64,
    law: Law,
}

thread_local! {
    static LAST: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

/// The distinct points of `data`, as [`Data::law`] chooses them.
pub(super) fn distinct(data: &Data, samples: usize, draw: u64) -> Law {
    LAST.with_borrow_mut(|all| {
        let is_it = |known: &Known| {
            known.samples == samples && known.draw == draw && is_same(&known.data, data)
        };
        let known = match all.iter().position(is_it) {
            Some(k) => all.remove(k),
            None => Known {
                data: data.clone(),
                samples,
                draw,
                law: data.law(samples, draw).distinct(),
            },
        };
        let law = known.law.clone();
        all.insert(0, known);
        all.truncate(KEPT);
        law
    })
}

fn is_same(a: &Data, b: &Data) -> bool {
    match (a, b) {
        (Data::Preset(a), Data::Preset(b)) => a.name == b.name,
        (Data::Inline(a), Data::Inline(b)) => a == b,
        _ => false,
    }
}
