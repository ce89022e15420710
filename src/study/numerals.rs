//! Numbers in sentences.

pub(super) use crate::words::short;
