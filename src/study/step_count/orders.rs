//! The orders of error that theory expects; this project's derivation.

use crate::sampler::Sampler;
use crate::time_grid::Grid;

/// The order of an error as n grows; `None` where no power of n is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Orders {
    /// Of |ΔP|, the error of the variance.
    pub(super) weak: Option<f64>,
    /// Of √E|x − X|² on the same noise.
    pub(super) strong: Option<f64>,
}

/// The orders that theory expects of a sampler for atoms (several, or one) or a density.
///
/// The smooth case is classical: 1, 1, 2, 2 in law; on the path the same without noise, and 1 with it, since a
/// step sees its piece of the Brownian path as one number. A last step to t = 0 changes that: grids other than
/// the uniform one always make it from t = 0.001, whatever n; on the uniform one the three samplers
/// that land on x̄₀ leave out a noise of √(2εΔ), the path's order is ½, and without noise they are Euler's step
/// there. Between atoms a path that is off by δ ends elsewhere with probability of order δ, so that the
/// root mean square has half the order.
pub(super) fn expected_orders(
    sampler: Sampler,
    epsilon: f64,
    grid: Grid,
    t_min: f64,
    atoms: Option<usize>,
) -> Orders {
    let euler = matches!(
        sampler,
        Sampler::EulerMaruyama | Sampler::EulerMaruyamaAsPrinted
    );
    let second = matches!(sampler, Sampler::Heun | Sampler::DpmSolver);
    let smooth = if second { 2.0 } else { 1.0 };
    let path = if epsilon > 0.0 { 1.0 } else { smooth };
    let orders = |weak, strong| Orders { weak, strong };
    if atoms == Some(1) && !euler {
        return orders(None, None);
    }
    if t_min > 0.0 {
        return orders(Some(smooth), Some(path));
    }
    match (atoms, grid) {
        (Some(1), Grid::Uniform) => orders(Some(1.0), Some(0.5)),
        (Some(1), _) => orders(None, None),
        // The share of each atom is not a power of n in general.
        (Some(_), Grid::Uniform) if euler => orders(None, Some(0.5)),
        (Some(_), _) if euler => orders(None, None),
        (Some(_), _) => orders(None, Some(0.5 * path)),
        (None, Grid::Uniform) if euler => orders(Some(1.0), Some(1.0)),
        (None, Grid::Uniform) => {
            let strong = if epsilon > 0.0 { 0.5 } else { 1.0 };
            orders(Some(1.0), Some(strong))
        }
        (None, _) => orders(None, None),
    }
}
