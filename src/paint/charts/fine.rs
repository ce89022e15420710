//! A canvas that plotters draws on in sixteenths of a pixel: it knows whole numbers only, and a curve through whole
//! pixels has steps in it.

use plotters::prelude::DrawingBackend;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Parts of a pixel.
pub(super) const PARTS: f64 = 16.0;

/// In parts of a pixel, rounded.
pub(super) fn parts(pixels: f64) -> i32 {
    libm::round(pixels * PARTS) as i32
}

/// What is drawn on in parts of a pixel.
pub(super) struct Fine {
    canvas: HtmlCanvasElement,
    inner: CanvasBackend,
}

impl Fine {
    /// The canvas, emptied, and its context for what plotters cannot do.
    pub(super) fn new(canvas: HtmlCanvasElement) -> Option<(Self, CanvasRenderingContext2d)> {
        let context = canvas.get_context("2d").ok()??;
        let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
        let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
        context.reset_transform().ok()?;
        context.clear_rect(0.0, 0.0, width, height);
        context.scale(1.0 / PARTS, 1.0 / PARTS).ok()?;
        let inner = CanvasBackend::with_canvas_object(canvas.clone())?;
        Some((Self { canvas, inner }, context))
    }
}

type Drawn<E> = Result<(), DrawingErrorKind<E>>;

impl DrawingBackend for Fine {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        let parts = PARTS as u32;
        (self.canvas.width() * parts, self.canvas.height() * parts)
    }

    fn ensure_prepared(&mut self) -> Drawn<Self::ErrorType> {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<Self::ErrorType> {
        self.inner.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn<Self::ErrorType> {
        self.inner.draw_pixel(at, colour)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<Self::ErrorType> {
        self.inner.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.inner.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn<Self::ErrorType> {
        self.inner.fill_polygon(corners, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn<Self::ErrorType> {
        self.inner.draw_circle(centre, radius, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Drawn<Self::ErrorType> {
        self.inner.draw_text(text, style, at)
    }
}
