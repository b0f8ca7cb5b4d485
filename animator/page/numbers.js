"use strict";
// Numbers: decoded from what columns.py has encoded, found, rounded and written.

const MISSING = -32768; // stands for NaN among 16-bit numbers

/** Return the numbers or the runs that columns.py has encoded. */
function decode({ base64, bits, scale, list, first, step, count }) {
  if (list) return Float64Array.from(list);
  if (count !== undefined) return Float64Array.from({ length: count }, (_, i) => first + i * step);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const numbers = new { 16: Int16Array, 32: Float32Array, 64: Float64Array }[bits](bytes.buffer);
  if (bits !== 16) return Float64Array.from(numbers);
  return Float64Array.from(numbers, (whole) => (whole === MISSING ? NaN : whole / scale));
}

function joined(one, other) {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Return the index of the last of ascending numbers that is at most so large, or 0. */
function lastUpTo(numbers, most) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

/** Return the product a·b. */
function dot(a, b) {
  return a.reduce((sum, x, d) => sum + x * b[d], 0);
}

/** Return a number as text: with this many decimals, or with an exponent if it is extreme. */
function text(value, decimals = 4) {
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 10 ** -decimals && size < 1e6);
  if (isPlain) return value.toFixed(decimals).replace("-", "−");
  return Number.isFinite(value) ? value.toPrecision(3) : String(value);
}

/** Return a number as text without zeros at its end. */
function label(number, digits = 6) {
  return String(Number(number.toPrecision(digits))).replace("-", "−");
}

function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

/** Return round numbers from low to high, about so many, and apart from each other by at least `least`. */
function roundNumbers(low, high, count, least = 0) {
  const power = 10 ** Math.floor(Math.log10((high - low) / count));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power);
  const step = Math.max(steps.find((one) => one * count >= (high - low) * 0.999), least);
  const whole = least ? Math.ceil(step) : step;
  const first = Math.ceil(low / whole - 1e-9);
  return Array.from({ length: Math.floor(high / whole + 1e-9) - first + 1 }, (_, i) => (first + i) * whole);
}

/** Return round numbers of a logarithmic axis, more of each decade the fewer decades it has. */
function roundLogNumbers(low, high) {
  const decades = Math.log10(high / low);
  const factors = decades <= 1 ? [1, 1.5, 2, 3, 4, 5, 7] : decades <= 2.5 ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / 10);
  const count = Math.floor(decades / every) + 2;
  const powers = Array.from({ length: count }, (_, i) => (Math.floor(Math.log10(low) / every) + i) * every);
  const numbers = powers.flatMap((power) => factors.map((factor) => factor * 10 ** power));
  return numbers.filter((number) => number >= low && number <= high);
}
