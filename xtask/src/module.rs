//! Looks into a built WebAssembly module: does it really use SIMD?
//!
//! A variable RUSTFLAGS or a lost line in .cargo/config.toml would leave a module that works, slowly. The module's
//! `target_features` section only repeats what the compiler was asked for, so the functions themselves are read: one
//! that computes with v128 declares locals of that type, and the declarations stand at its beginning.

use crate::Outcome;

const CODE_SECTION: u8 = 10;
const V128: u8 = 0x7b;
/// The two types that are followed by a heap type: nullable and non-nullable references.
const REFERENCES: [u8; 2] = [0x63, 0x64];

/// How many functions there are, and how many of them hold v128 values.
#[derive(Debug, PartialEq)]
pub struct Functions {
    pub all: usize,
    pub simd: usize,
}

/// Counts a module's functions.
pub fn count_functions(module: &[u8]) -> Outcome<Functions> {
    read(module).ok_or_else(|| "The module is not well-formed WebAssembly.".to_owned())
}

fn read(module: &[u8]) -> Option<Functions> {
    let mut rest = Bytes(module.strip_prefix(b"\0asm\x01\0\0\0")?);
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let section = rest.sized()?;
        if id == CODE_SECTION {
            return read_code(section);
        }
    }
    Some(Functions { all: 0, simd: 0 })
}

fn read_code(mut section: Bytes) -> Option<Functions> {
    let all = section.number()?;
    let mut simd = 0;
    for _ in 0..all {
        let mut body = section.sized()?;
        let mut has_vectors = false;
        for _ in 0..body.number()? {
            let _how_many = body.number()?;
            let kind = body.byte()?;
            has_vectors |= kind == V128;
            if REFERENCES.contains(&kind) {
                body.number()?;
            }
        }
        simd += usize::from(has_vectors);
    }
    Some(Functions { all, simd })
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// An LEB128 number. Heap types are signed, but they are only skipped.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A length, and that many bytes.
    fn sized(&mut self) -> Option<Bytes<'a>> {
        let length = self.number()?;
        let (inside, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Bytes(inside))
    }
}

#[cfg(test)]
mod tests {
    use super::{Functions, count_functions};

    /// A module whose code section holds these functions, behind a section that has to be skipped.
    fn module(bodies: &[&[u8]]) -> Vec<u8> {
        let mut code = vec![bodies.len() as u8];
        for body in bodies {
            code.push(body.len() as u8);
            code.extend_from_slice(body);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([1, 2, 0x7b, 0x7b]);
        module.extend([10, code.len() as u8]);
        module.extend(code);
        module
    }

    #[test]
    fn functions_with_vectors_are_counted() {
        let none = [0, 0x0b];
        let integers = [1, 2, 0x7f, 0x0b];
        let vectors = [2, 1, 0x7f, 3, 0x7b, 0x0b];
        // The 0x7b here is the operand of an i32.const, not a type.
        let constant = [0, 0x41, 0x7b, 0x1a, 0x0b];
        let found = count_functions(&module(&[&none, &integers, &vectors, &constant]));
        assert_eq!(found, Ok(Functions { all: 4, simd: 1 }));
    }

    #[test]
    fn a_broken_module_is_an_error() {
        let whole = module(&[&[0, 0x0b]]);
        assert!(count_functions(&whole[..whole.len() - 1]).is_err());
        assert!(count_functions(b"<!doctype html>").is_err());
    }
}
