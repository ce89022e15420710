//! The exact laws of the discrete schemes for ρ₀ = N(m, v): no sampling, the steps' own code.
