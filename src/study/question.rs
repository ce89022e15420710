//! A question as whoever shows it sees it, whichever study it is: work in pieces, a moment to show, a report.

use super::gallery::{DrawingPosterior, Gallery};
use super::report::Report;

/// A question that is being answered.
pub trait Study {
    /// Does one more piece of work, of a few milliseconds at most; false when there is nothing left to do.
    /// The report is worth showing after any piece.
    fn work(&mut self) -> bool {
        false
    }

    /// Moves what moves to time t; `particles` are the positions of the scene's own ensemble at that time, axis
    /// after axis, or empty. Called in every frame in which the clock has moved: it allocates nothing once it has run.
    fn show(&mut self, t: f64, particles: &[f32]) {
        let _ = (t, particles);
    }

    /// Galleries of images, where data are images: they move with [`Study::show`].
    fn galleries(&self) -> &[Gallery] {
        &[]
    }

    /// What is known of image `i` of gallery `k` as it is shown, in a sentence.
    fn about(&mut self, k: usize, i: usize) -> String {
        let _ = (k, i);
        String::new()
    }

    /// What is known at time t of an image that the reader has drawn, values from 0 to 1 row after row; `None` where it
    /// is none, or the study is not about images.
    fn ask(&mut self, drawing: &[f32], t: f64) -> Option<&DrawingPosterior> {
        let _ = (drawing, t);
        None
    }

    /// An image to begin a drawing with, and what it is called: the k-th that was not learned, if there is any.
    fn example(&self, k: usize) -> Option<(String, Vec<f32>)> {
        let _ = k;
        None
    }

    /// What there is to show so far.
    fn report(&self) -> &Report;
}
