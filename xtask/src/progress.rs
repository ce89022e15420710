//! Plain progress lines, each with the time since the start: they read the same in a terminal and in a log.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Says what happens next.
pub fn say(what: &str) {
    static START: OnceLock<Instant> = OnceLock::new();
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs();
    println!("[{:2}:{:02}] {what}", seconds / 60, seconds % 60);
}

/// A duration to a tenth of a second, in minutes where that reads better.
pub fn show(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!(
            "{:.0} min {:02.0} s",
            (seconds / 60.0).floor(),
            (seconds % 60.0).floor()
        )
    }
}
