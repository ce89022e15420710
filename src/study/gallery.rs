//! A gallery as plain data: many small square images side by side, that move with the clock.
//!
//! A study writes galleries; `paint::gallery` makes pixels of them, and the page shows those large.

use super::chart::Ink;

/// Images of one kind.
#[derive(Clone, Debug)]
pub struct Gallery {
    /// What is shown in it, in a few words.
    pub title: String,
    /// What is to be seen in it, a sentence or two.
    pub caption: String,
    /// Galleries of one place are looked at one at a time.
    pub place: usize,
    /// What it is called among those of its place.
    pub name: String,
    /// The colour of what is drawn.
    pub ink: Ink,
    /// Whether 1 is ink on paper, as of handwriting; else it is light in the dark, as of photographs.
    pub inked: bool,
    /// Images in a row.
    pub columns: usize,
    /// Pixels of an image's side.
    pub side: usize,
    /// Pixels from 0 to 1: image after image, each row after row.
    pub values: Vec<f32>,
}

impl Gallery {
    /// How many images there are.
    pub fn count(&self) -> usize {
        self.values.len() / (self.side * self.side)
    }

    /// How many rows they fill.
    pub fn rows(&self) -> usize {
        self.count().div_ceil(self.columns)
    }

    /// Image `i`, `side` × `side` numbers row after row.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub fn image(&self, i: usize) -> &[f32] {
        let pixels = self.side * self.side;
        &self.values[i * pixels..(i + 1) * pixels]
    }
}

/// What is known of an image that the reader has drawn.
#[derive(Clone, Debug)]
pub struct DrawingPosterior {
    /// The drawing itself, x̄₀, and the likeliest data points.
    pub images: Gallery,
    /// What each of these data points is called, and its λ.
    pub likely: Vec<(String, f64)>,
    /// exp of the entropy of λ.
    pub effective: f64,
}
