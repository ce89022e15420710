//! The allocator, and an error where the browser gives it no more memory: a trap would say nothing.

use std::alloc::{GlobalAlloc, Layout};
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

struct OrSaySo(WasmDynamicTalc);

#[global_allocator]
static ALLOCATOR: OrSaySo = OrSaySo(new_wasm_dynamic_allocator());

#[inline(never)]
fn or_say_so(memory: *mut u8) -> *mut u8 {
    if memory.is_null() {
        wasm_bindgen::throw_str("the browser gives this page no more memory");
    }
    memory
}

// SAFETY: everything is talc's own, except that a call does not return where that has nothing to give.
unsafe impl GlobalAlloc for OrSaySo {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that talc asks for; so in the three below.
        or_say_so(unsafe { self.0.alloc(layout) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { self.0.dealloc(memory, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        or_say_so(unsafe { self.0.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        or_say_so(unsafe { self.0.realloc(memory, layout, size) })
    }
}
