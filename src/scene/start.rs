//! q₀, the law at which a reverse process or a bridge starts.

/// Where the particles of a reverse process or a bridge start.
///
/// ```
/// use reverse_diffusion::scene::{Scene, Start, Value};
///
/// let scene = Scene::from_pairs([("start", Value::Text("terminal".into()))])?;
/// assert_eq!(scene.start, Start::Terminal);
/// # Ok::<(), reverse_diffusion::scene::SceneError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Start {
    /// N(0, I) for OU; for the heat flow N(mean of the data, their variance + σ²(T*)).
    #[default]
    Normal,
    /// ρ(·, T*), the law at which the forward process ends.
    Terminal,
    /// All in one place.
    Point(Vec<f64>),
    /// N(mean, deviation²) in each coordinate.
    Gaussian {
        /// The mean of every coordinate.
        mean: f64,
        /// The standard deviation of every coordinate, above 0.
        deviation: f64,
    },
}
