//! Studies in JavaScript: pieces of work, charts onto canvases, what moves as views into wasm memory, and tables.

use super::picture::believable;
use crate::paint::charts::{self, Fonts, Plot};
use crate::paint::{Colours, gallery};
use crate::scene::{STUDIES, Scene, StudyKind};
use crate::study::{self, Gallery, Ink, Lead, Mark};
use crate::web::convert::{argument_error, scene, to_js};
use crate::web::picture::{colours, floats, pixels};
use crate::web::simulation::Simulation;
use js_sys::{Float32Array, Float64Array, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

#[derive(Serialize)]
struct AxisInfo<'a> {
    label: &'a str,
    range: [f64; 2],
    log: bool,
}

impl<'a> From<&'a study::Axis> for AxisInfo<'a> {
    fn from(axis: &'a study::Axis) -> Self {
        Self {
            label: &axis.label,
            range: axis.range,
            log: axis.log,
        }
    }
}

#[derive(Serialize)]
struct SeriesInfo<'a> {
    name: &'a str,
    ink: String,
    mark: &'static str,
    /// Which shape of dots, or pattern of dashes.
    variant: usize,
    moving: bool,
    /// Whether its name stands in the chart itself.
    labelled: bool,
}

#[derive(Serialize)]
struct ChartInfo<'a> {
    title: &'a str,
    caption: &'a str,
    x: AxisInfo<'a>,
    y: AxisInfo<'a>,
    equal: bool,
    map: Option<String>,
    legend: Vec<SeriesInfo<'a>>,
}

/// In device pixels, y down.
#[derive(Serialize)]
struct EdgesInfo {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

#[derive(Serialize)]
struct RowInfo<'a> {
    name: &'a str,
    reference: &'a str,
    predicted: Option<f64>,
    measured: Option<f64>,
    error: Option<f64>,
    bound: Option<f64>,
}

#[derive(Serialize)]
struct GalleryInfo<'a> {
    title: &'a str,
    caption: &'a str,
    /// Those of one place are looked at one at a time.
    place: usize,
    name: &'a str,
    ink: String,
    inked: bool,
    columns: usize,
    rows: usize,
    side: usize,
    count: usize,
}

impl<'a> From<&'a Gallery> for GalleryInfo<'a> {
    fn from(gallery: &'a Gallery) -> Self {
        Self {
            title: &gallery.title,
            caption: &gallery.caption,
            place: gallery.place,
            name: &gallery.name,
            ink: ink_name(gallery.ink),
            inked: gallery.inked,
            columns: gallery.columns,
            rows: gallery.rows(),
            side: gallery.side,
            count: gallery.count(),
        }
    }
}

#[derive(Serialize)]
struct LikelyInfo<'a> {
    name: &'a str,
    weight: f64,
}

#[derive(Serialize)]
struct AnswerInfo<'a> {
    images: GalleryInfo<'a>,
    likely: Vec<LikelyInfo<'a>>,
    effective: f64,
}

#[derive(Serialize)]
struct ExampleInfo {
    name: String,
    /// From 0 to 1, row after row.
    values: Vec<f32>,
}

/// What answers the question at a glance.
#[derive(Serialize)]
struct LeadInfo {
    /// "stage", "charts" or "gallery".
    kind: &'static str,
    /// The numbers of the charts, panels of one picture, or of the gallery.
    of: Vec<usize>,
}

/// A gallery's pixels, and the colours they are made with.
#[derive(Default)]
struct Pixels {
    shades: Option<[[u8; 4]; 256]>,
    bytes: Vec<u8>,
}

impl Pixels {
    fn paint(&mut self, gallery: &Gallery, colours: &Colours) {
        let shades = self.shades.get_or_insert_with(|| {
            let ink = charts::resolved(gallery.ink, colours);
            gallery::shades(gallery, ink, colours)
        });
        gallery::paint(gallery, shades, &mut self.bytes);
    }
}

/// The ink's name where the page has a colour of that name, else the colour.
fn ink_name(ink: Ink) -> String {
    let name = match ink {
        Ink::Forward => "forward",
        Ink::Reverse => "reverse",
        Ink::Lighthouse => "lighthouse",
        Ink::Ink => "ink",
        Ink::Soft => "soft",
        Ink::Distinct(_) | Ink::Ramp(_) => {
            let [r, g, b] = charts::resolved(ink, &Colours::default());
            return format!("#{r:02x}{g:02x}{b:02x}");
        }
    };
    name.into()
}

fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Line { dashed: false } => "line",
        Mark::Line { dashed: true } => "dashed",
        Mark::Points => "points",
        Mark::Bars { .. } => "bars",
        Mark::Outline { .. } => "outline",
        Mark::Band => "band",
        Mark::Block => "block",
        Mark::Rule => "rule",
    }
}

/// A question that is being answered. Views stay valid until the next call into this module.
#[wasm_bindgen]
pub struct Study {
    inner: Box<dyn study::Study>,
    scene: Scene,
    /// The same, with as many particles as were shown last.
    shown: Scene,
    /// What speaks against trusting it, and what has no say in it; looked at once, because it looks at all data.
    cautions: Vec<String>,
    /// Where everything lies in each chart that was drawn.
    plots: Vec<Option<Plot>>,
    trace: Vec<f32>,
    colours: Colours,
    pixels: Vec<Pixels>,
    /// Of what was asked about a drawing.
    asked: Pixels,
}

#[wasm_bindgen]
impl Study {
    /// The study of a scene. Throws a SceneError where the scene is not allowed or has none.
    #[wasm_bindgen(constructor)]
    pub fn new(js: &JsValue) -> Result<Study, JsValue> {
        let scene = scene(js)?;
        let network = super::learning::network(&scene);
        match study::study_with(&scene, network.as_ref()) {
            Some(inner) => Ok(Self {
                inner,
                cautions: [study::caution(&scene), study::set_aside(&scene)]
                    .into_iter()
                    .flatten()
                    .collect(),
                shown: scene.clone(),
                scene,
                plots: Vec::new(),
                trace: Vec::new(),
                colours: Colours::default(),
                pixels: Vec::new(),
                asked: Pixels::default(),
            }),
            None => {
                let names = STUDIES.iter().filter(|info| info.kind != StudyKind::None);
                let names: Vec<&str> = names.map(|info| info.name).collect();
                Err(argument_error(
                    "study",
                    scene.study.info().name,
                    &format!("one of {}", names.join(", ")),
                ))
            }
        }
    }

    /// One more piece of work, a few milliseconds; false when there is nothing left to do.
    pub fn work(&mut self) -> bool {
        self.inner.work()
    }

    /// Moves what moves to time t; the simulation's particles are believed to be those of that time. It has to be one of
    /// the study's own scene, with whatever number of particles.
    pub fn show(&mut self, simulation: &Simulation, t: f64) -> Result<(), JsValue> {
        let scene = simulation.inner.scene();
        self.shown.particles = scene.particles;
        if self.shown != *scene {
            return Err(argument_error(
                "simulation",
                "one of another scene",
                "a simulation of the scene that the study was made of",
            ));
        }
        self.allow(t)?;
        self.inner.show(t, simulation.inner.positions().as_slice());
        Ok(())
    }

    /// Whether t is a time of the scene.
    fn allow(&self, t: f64) -> Result<(), JsValue> {
        let t_star = self.scene.t_star;
        if (0.0..=t_star).contains(&t) {
            return Ok(());
        }
        let allowed = format!("a number from 0 to {t_star}, the horizon T*");
        Err(argument_error("t", t, &allowed))
    }

    /// Raised whenever charts change in anything that does not move.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> u32 {
        self.inner.report().version
    }

    /// What answers the question at a glance; all else is evidence.
    pub fn lead(&self) -> JsValue {
        let report = self.inner.report();
        let (kind, of) = match report.lead {
            Lead::Stage => ("stage", Vec::new()),
            Lead::Chart(_) => ("charts", report.leading_charts().collect()),
            Lead::Gallery(k) => ("gallery", vec![k]),
        };
        to_js(&LeadInfo { kind, of })
    }

    /// The answer, a sentence with at most two numbers; "" while it is not known.
    #[wasm_bindgen(getter)]
    pub fn answer(&self) -> String {
        self.inner.report().answer.clone()
    }

    /// Titles, captions, axes and legends; no numbers of series.
    pub fn charts(&self) -> JsValue {
        let charts = &self.inner.report().charts;
        let infos: Vec<ChartInfo<'_>> = charts
            .iter()
            .map(|chart| ChartInfo {
                title: &chart.title,
                caption: &chart.caption,
                x: (&chart.x).into(),
                y: (&chart.y).into(),
                equal: chart.equal,
                map: chart.map.as_ref().map(|map| ink_name(map.ink)),
                legend: chart
                    .series
                    .iter()
                    .zip(charts::variants(chart))
                    .map(|(series, variant)| SeriesInfo {
                        name: &series.name,
                        ink: ink_name(series.ink),
                        mark: mark_name(series.mark),
                        variant,
                        moving: series.moving,
                        labelled: series.label.is_some() && !series.moving,
                    })
                    .collect(),
            })
            .collect();
        to_js(&infos)
    }

    /// Numbers: predicted, measured, its error, a bound; null where there is none.
    pub fn rows(&self) -> JsValue {
        let rows = self.inner.report().rows.iter();
        let infos: Vec<RowInfo<'_>> = rows
            .map(|row| RowInfo {
                name: &row.name,
                reference: &row.reference,
                predicted: row.predicted,
                measured: row.measured,
                error: row.error,
                bound: row.bound,
            })
            .collect();
        to_js(&infos)
    }

    /// What was found, in sentences; first of all what speaks against trusting it.
    pub fn findings(&self) -> JsValue {
        let found = &self.inner.report().findings;
        let all: Vec<&String> = self.cautions.iter().chain(found).collect();
        to_js(&all)
    }

    /// Draws what stands still of chart k and fixes where everything lies in it. `colours` may also name CSS font
    /// families, `sans` and `serif`.
    pub fn draw(
        &mut self,
        k: usize,
        canvas: HtmlCanvasElement,
        js: &JsValue,
        pixel_ratio: f64,
    ) -> Result<(), JsValue> {
        let count = self.inner.report().charts.len();
        let Some(chart) = self.inner.report().charts.get(k) else {
            let allowed = format!("a whole number below {count}, the number of charts");
            return Err(argument_error("k", k, &allowed));
        };
        let colours = colours(js)?;
        let family = |name: &str, default: &str| {
            let given = Reflect::get(js, &name.into()).ok();
            let given = given.and_then(|value| value.as_string());
            given.unwrap_or_else(|| default.into())
        };
        let fonts = Fonts {
            sans: family("sans", "sans-serif"),
            serif: family("serif", "serif"),
        };
        let plot = charts::study(canvas, chart, &colours, &fonts, believable(pixel_ratio))
            .map_err(|problem| js_sys::Error::new(&problem))?;
        self.plots.resize(count, None);
        self.plots[k] = Some(plot);
        Ok(())
    }

    fn plot(&self, k: usize) -> Result<Plot, JsValue> {
        let plot = self.plots.get(k).copied().flatten();
        plot.ok_or_else(|| argument_error("k", k, "a chart that was drawn"))
    }

    /// Series i of chart k as geometry in canvas pixels, a view; see `Plot::trace` for what the numbers are.
    pub fn moving(&mut self, k: usize, i: usize) -> Result<Float32Array, JsValue> {
        let plot = self.plot(k)?;
        self.trace.clear();
        let charts = &self.inner.report().charts;
        if let Some(series) = charts.get(k).and_then(|chart| chart.series.get(i)) {
            plot.trace(series, &mut self.trace);
        }
        Ok(floats(&self.trace))
    }

    /// The pixel of a point of chart k; not a number where a logarithmic axis has no place for it.
    #[wasm_bindgen(js_name = toPixels)]
    pub fn to_pixels(&self, k: usize, x: f64, y: f64) -> Result<Float64Array, JsValue> {
        Ok(Float64Array::from(&self.plot(k)?.to_pixels(x, y)[..]))
    }

    /// The area of chart k in which series are drawn, see `EdgesInfo`.
    pub fn edges(&self, k: usize) -> Result<JsValue, JsValue> {
        let [left, top, right, bottom] = self.plot(k)?.edges;
        Ok(to_js(&EdgesInfo {
            left,
            top,
            right,
            bottom,
        }))
    }

    /// Titles, captions, sizes of the galleries; no pixels.
    pub fn galleries(&self) -> JsValue {
        let galleries = self.inner.galleries().iter();
        to_js(&galleries.map(GalleryInfo::from).collect::<Vec<_>>())
    }

    /// The colours that galleries are painted with.
    #[wasm_bindgen(js_name = setColours)]
    pub fn set_colours(&mut self, js: &JsValue) -> Result<(), JsValue> {
        self.colours = colours(js)?;
        let all = self.pixels.iter_mut().chain([&mut self.asked]);
        all.for_each(|pixels| pixels.shades = None);
        Ok(())
    }

    /// Paints gallery k as it is now; its pixels stay where they are in memory as long as its size does.
    pub fn paint(&mut self, k: usize) -> Result<(), JsValue> {
        let galleries = self.inner.galleries();
        let Some(gallery) = galleries.get(k) else {
            let allowed = format!(
                "a whole number below {}, the number of galleries",
                galleries.len()
            );
            return Err(argument_error("k", k, &allowed));
        };
        self.pixels.resize_with(galleries.len(), Pixels::default);
        self.pixels[k].paint(gallery, &self.colours);
        Ok(())
    }

    /// The pixels of gallery k as it was painted last, RGBA, a view.
    pub fn pixels(&self, k: usize) -> Uint8Array {
        let known = self.pixels.get(k);
        pixels(known.map_or(&[], |pixels| &pixels.bytes))
    }

    /// What is known of image i of gallery k as it is shown, in a sentence; "" where nothing is.
    pub fn about(&mut self, k: usize, i: usize) -> String {
        self.inner.about(k, i)
    }

    /// What is known at time t of a drawing, values from 0 to 1 row after row; null if it has not the size of an image.
    pub fn ask(&mut self, drawing: &[f32], t: f64) -> Result<JsValue, JsValue> {
        self.allow(t)?;
        if let Some(value) = drawing.iter().find(|value| !(0.0..=1.0).contains(*value)) {
            return Err(argument_error("drawing", value, "numbers from 0 to 1"));
        }
        let Some(answer) = self.inner.ask(drawing, t) else {
            return Ok(JsValue::NULL);
        };
        self.asked.paint(&answer.images, &self.colours);
        let likely = answer.likely.iter();
        Ok(to_js(&AnswerInfo {
            images: (&answer.images).into(),
            likely: likely
                .map(|(name, weight)| LikelyInfo {
                    name,
                    weight: *weight,
                })
                .collect(),
            effective: answer.effective,
        }))
    }

    /// The pixels of the last answer's images, RGBA, a view.
    #[wasm_bindgen(js_name = answerPixels)]
    pub fn answer_pixels(&self) -> Uint8Array {
        pixels(&self.asked.bytes)
    }

    /// An image to begin a drawing with: the k-th that was not learned, if there is any, and what it is called. Null where
    /// the study is not about images.
    pub fn example(&self, k: usize) -> JsValue {
        let known = self.inner.example(k);
        known.map_or(JsValue::NULL, |(name, values)| {
            to_js(&ExampleInfo { name, values })
        })
    }

    /// Every number of the report as CSV, the scene in its head.
    pub fn csv(&self) -> String {
        self.inner.report().csv(&self.scene)
    }
}
