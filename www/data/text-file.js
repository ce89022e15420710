// The text of a file, whatever it is encoded in, in parts so small that the page can draw between them.

import { breath } from "../lib/pause.js";

/** Bytes of a part: two or three milliseconds' work. */
const PART = 1 << 18;
/** Bytes by which an encoding is told. */
const HEAD = 2000;

/** @param {File} file @returns {Promise<string[]>} */
export async function readText(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wide = wideEncoding(bytes);
  if (wide) return decode(bytes, new TextDecoder(wide));
  try {
    return await decode(bytes, new TextDecoder("utf-8", { fatal: true }));
  } catch {
    // What is no UTF-8 is what Windows wrote for long.
    return decode(bytes, new TextDecoder("windows-1252"));
  }
}

/** @param {Uint8Array} bytes @param {TextDecoder} decoder */
async function decode(bytes, decoder) {
  const parts = [];
  for (let at = 0; at === 0 || at < bytes.length; at += PART) {
    parts.push(decoder.decode(bytes.subarray(at, at + PART), { stream: at + PART < bytes.length }));
    await breath();
  }
  return parts;
}

/** UTF-16, by its mark, or because every other byte of plain text is 0. @param {Uint8Array} bytes */
function wideEncoding(bytes) {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const head = bytes.subarray(0, HEAD - (HEAD % 2));
  const zeros = [0, 0];
  head.forEach((byte, i) => { if (byte === 0) zeros[i % 2]++; });
  const most = head.length / 2;
  if (zeros[0] === 0 && zeros[1] > 0.7 * most) return "utf-16le";
  if (zeros[1] === 0 && zeros[0] > 0.7 * most) return "utf-16be";
  return null;
}
