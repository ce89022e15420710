//! Where the data points of a scene come from.

use crate::law::{Law, PRESETS, Preset};

/// Where the data points come from.
///
/// ```
/// use reverse_diffusion::scene::{Data, Scene, Value};
///
/// let scene = Scene::from_pairs([("data", Value::Text("-1,0;1,0".into()))])?;
/// assert!(matches!(&scene.data, Data::Inline(law) if law.points().len() == 2));
/// # Ok::<(), reverse_diffusion::scene::SceneError>(())
/// ```
#[derive(Clone, Debug)]
pub enum Data {
    /// A named data set.
    Preset(&'static Preset),
    /// Points written out.
    Inline(Law),
}

impl Default for Data {
    fn default() -> Self {
        Self::Preset(&PRESETS[0])
    }
}

/// A named data set is the one of that name.
impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Data::Preset(one), Data::Preset(other)) => one.name == other.name,
            (Data::Inline(one), Data::Inline(other)) => one == other,
            _ => false,
        }
    }
}

impl Data {
    /// The points, `samples` of them as [`Preset::law`] says.
    pub fn law(&self, samples: usize, draw: u64) -> Law {
        match self {
            Data::Preset(preset) => preset.law(samples, draw),
            Data::Inline(law) => law.clone().chosen(samples, draw),
        }
    }

    /// The law from which the points were drawn, or which they are; `None` where nobody knows it.
    pub(super) fn truth(&self) -> Option<Law> {
        match self {
            Data::Preset(preset) => preset.truth(),
            _ => None,
        }
    }
}
