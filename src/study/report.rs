//! What a study shows, as plain data: charts, rows of numbers, sentences, and which of it all answers the question.
//!
//! Charts, their series and rows are spoken of by names and not by places: adding one hands out its name, and
//! `report[name]` is the thing itself. A name is of the report that handed it out.

use std::ops::{Index, IndexMut};

use super::chart::{Chart, Series};
use crate::measure::chance;
use crate::measure::chi_square::ChiSquare;
use crate::scene::Scene;

/// One number that theory predicts and that was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What the number is.
    pub name: String,
    /// Its equation or theorem.
    pub reference: String,
    /// What theory says; `None` where it says nothing.
    pub predicted: Option<f64>,
    /// What was measured; `None` while it is being measured.
    pub measured: Option<f64>,
    /// One standard deviation of the measurement, where it is a sample's; the solver's own error, where it is one's.
    pub error: Option<f64>,
    /// A bound that must not be exceeded, where theory gives a bound and not a value.
    pub bound: Option<f64>,
}

impl Row {
    /// A row that is named and nothing more.
    pub fn new(name: &str, reference: &str) -> Self {
        Self {
            name: name.into(),
            reference: reference.into(),
            ..Self::default()
        }
    }

    /// The same, with what theory says, if it says anything.
    pub fn predicted(mut self, value: impl Into<Option<f64>>) -> Self {
        self.predicted = value.into();
        self
    }

    /// The same, with what was measured, if it was.
    pub fn measured(mut self, value: impl Into<Option<f64>>) -> Self {
        self.measured = value.into();
        self
    }

    /// The same, with the error of what was measured, if that is known.
    pub fn within(mut self, error: impl Into<Option<f64>>) -> Self {
        self.error = error.into();
        self
    }

    /// The same, with a bound on what is measured.
    pub fn bounded(mut self, bound: f64) -> Self {
        self.bound = Some(bound);
        self
    }

    /// What was measured and its error, now.
    pub fn set(&mut self, measured: impl Into<Option<f64>>, error: impl Into<Option<f64>>) {
        self.measured = measured.into();
        self.error = error.into();
    }

    /// A test's χ², beside its mean and with its error; none where there is but one bin to count in.
    pub fn set_chi_square(&mut self, test: &ChiSquare) {
        let degrees = Some(test.degrees).filter(|&degrees| degrees > 0);
        self.predicted = degrees.map(|degrees| degrees as f64);
        self.set(
            degrees.map(|_| test.statistic),
            degrees.map(chance::chi_square),
        );
    }

    /// No numbers, keeping its name.
    pub fn clear(&mut self) {
        (self.predicted, self.measured, self.error, self.bound) = (None, None, None, None);
    }
}

/// The name of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowId(usize);

/// The name of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartId(usize);

/// The name of a series of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesId {
    chart: usize,
    series: usize,
}

/// What answers the question of a study at a glance; all else is evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lead {
    /// The particles themselves, or the picture of (t, x).
    #[default]
    Stage,
    /// A chart.
    Chart(ChartId),
    /// A gallery of images, by its number.
    Gallery(usize),
}

/// Everything a study has to show.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What answers the question.
    pub lead: Lead,
    /// Charts that stand beside the leading one: panels of one picture.
    pub beside: Vec<ChartId>,
    /// The answer, a sentence with at most two numbers; "" while it is not known.
    pub answer: String,
    /// Charts, in the order in which they are read.
    pub charts: Vec<Chart>,
    /// Numbers that theory predicts or that were measured, in the order in which they are read.
    pub rows: Vec<Row>,
    /// What was found, in sentences.
    pub findings: Vec<String>,
    /// Raised whenever charts change in anything that does not move.
    pub version: u32,
}

impl Report {
    /// One more row.
    pub fn row(&mut self, row: Row) -> RowId {
        self.rows.push(row);
        RowId(self.rows.len() - 1)
    }

    /// One more chart.
    pub fn chart(&mut self, chart: Chart) -> ChartId {
        self.charts.push(chart);
        ChartId(self.charts.len() - 1)
    }

    /// One more series, on top of the others of its chart.
    ///
    /// # Panics
    ///
    /// If the chart is not of this report, as where it was taken out again.
    pub fn series(&mut self, chart: ChartId, series: Series) -> SeriesId {
        self[chart].series.push(series);
        SeriesId {
            chart: chart.0,
            series: self[chart].series.len() - 1,
        }
    }

    /// One more chart with these series, the last on top, and their names.
    pub fn chart_of<const N: usize>(
        &mut self,
        chart: Chart,
        series: [Series; N],
    ) -> (ChartId, [SeriesId; N]) {
        let chart = self.chart(chart);
        (chart, series.map(|series| self.series(chart, series)))
    }

    /// The chart that answers the question.
    pub fn led_by(&mut self, chart: ChartId) {
        self.lead = Lead::Chart(chart);
    }

    /// The charts that answer the question together: panels of one picture, read in this order.
    pub fn led_by_all<const N: usize>(&mut self, charts: [ChartId; N]) {
        let Some((first, others)) = charts.split_first() else {
            return;
        };
        self.led_by(*first);
        self.beside = others.to_vec();
    }

    /// The numbers of the charts that answer the question, in the order in which they are read; none where a stage or
    /// a gallery does.
    pub fn leading_charts(&self) -> impl Iterator<Item = usize> {
        let beside = self.beside.iter().map(|chart| chart.0);
        self.leading_chart().into_iter().chain(beside)
    }

    /// The number of the chart that answers the question, if one does.
    pub fn leading_chart(&self) -> Option<usize> {
        match self.lead {
            Lead::Chart(chart) => Some(chart.0),
            Lead::Stage | Lead::Gallery(_) => None,
        }
    }

    /// Puts the clock's rule to time t in every chart that has one. Allocates nothing once it has run.
    pub fn tick(&mut self, t: f64) {
        for chart in &mut self.charts {
            let range = chart.x.range;
            for series in &mut chart.series {
                if let Some(clock) = series.clock {
                    series.clear();
                    series.push(clock.place(t, range), 0.0);
                }
            }
        }
    }

    /// Says that something other than what moves has changed.
    pub fn changed(&mut self) {
        self.version += 1;
    }

    /// Every number of the report as CSV: the scene as comment lines `# name=value`, the rows, then each
    /// chart's series, one line a point; where a line breaks both coordinates are empty.
    pub fn csv(&self, scene: &Scene) -> String {
        let mut text = String::from("# reverse-diffusion study\n");
        for (name, value) in scene.differences() {
            text += &format!("# {name}={value}\n");
        }
        text += "table,item,x,y,low_or_error,predicted,bound\n";
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        // What is missing, such as where a path breaks, is an empty cell.
        let number = |x: Option<f64>| match x {
            Some(x) if x.is_finite() => x.to_string(),
            _ => String::new(),
        };
        for row in &self.rows {
            let [measured, error, predicted, bound] =
                [row.measured, row.error, row.predicted, row.bound].map(number);
            let name = quoted(&row.name);
            text += &format!("\"numbers\",{name},,{measured},{error},{predicted},{bound}\n");
        }
        for chart in &self.charts {
            let title = quoted(&chart.title);
            for series in &chart.series {
                let name = quoted(&series.name);
                for (k, (x, y)) in series.x.iter().zip(&series.y).enumerate() {
                    let low = number(series.low.get(k).copied());
                    let [x, y] = [*x, *y].map(|x| number(Some(x)));
                    text += &format!("{title},{name},{x},{y},{low},,\n");
                }
            }
        }
        text
    }
}

/// # Panics
///
/// If the row is not of this report.
impl Index<RowId> for Report {
    type Output = Row;

    fn index(&self, RowId(k): RowId) -> &Row {
        &self.rows[k]
    }
}

impl IndexMut<RowId> for Report {
    fn index_mut(&mut self, RowId(k): RowId) -> &mut Row {
        &mut self.rows[k]
    }
}

/// # Panics
///
/// If the chart is not of this report.
impl Index<ChartId> for Report {
    type Output = Chart;

    fn index(&self, ChartId(k): ChartId) -> &Chart {
        &self.charts[k]
    }
}

impl IndexMut<ChartId> for Report {
    fn index_mut(&mut self, ChartId(k): ChartId) -> &mut Chart {
        &mut self.charts[k]
    }
}

/// # Panics
///
/// If the series is not of this report.
impl Index<SeriesId> for Report {
    type Output = Series;

    fn index(&self, id: SeriesId) -> &Series {
        &self.charts[id.chart].series[id.series]
    }
}

impl IndexMut<SeriesId> for Report {
    fn index_mut(&mut self, id: SeriesId) -> &mut Series {
        &mut self.charts[id.chart].series[id.series]
    }
}
