"use strict";
// Numbers: decoded from what columns.py has encoded, found, rounded and written.

/** Return the numbers or the runs that columns.py has encoded. */
function decode({ base64, bits, scale, missing, list, first, step, count }) {
  if (list) return Float64Array.from(list);
  if (count !== undefined) return Float64Array.from({ length: count }, (_, i) => first + i * step);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const numbers = new { 16: Int16Array, 32: Float32Array, 64: Float64Array }[bits](bytes.buffer);
  return Float64Array.from(numbers, (number) => (number === missing ? NaN : number / scale));
}

function joined(one, other) {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** Return the rows of a table, which has `count` of them, in an order. */
function picked(table, order, count = table.length) {
  const width = table.length / count;
  const places = Array.from(order, (row) => Array.from({ length: width }, (_, i) => row * width + i));
  return table.constructor.from(places.flat(), (place) => table[place]);
}

/** Return the index of the last of ascending numbers that is at most so large, or 0. */
function lastUpTo(numbers, most) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = numbers[middle] <= most ? [middle + 1, high] : [low, middle];
  }
  return Math.max(low - 1, 0);
}

/** Return from which to before which index ascending numbers are from low to high. */
function between(numbers, low, high) {
  const first = lastUpTo(numbers, low);
  return [numbers[first] < low ? first + 1 : first, lastUpTo(numbers, high) + 1];
}

/** Return ascending numbers that are at least so far apart, close to these, and from low to high. */
function apart(numbers, least, low, high) {
  const found = numbers.map((number) => clamp(number, low, high));
  for (let i = 1; i < found.length; i++) found[i] = Math.max(found[i], found[i - 1] + least);
  return found.map((number, i) => Math.min(number, high - (found.length - 1 - i) * least));
}

function clamp(value, low, high) {
  return Math.max(Math.min(value, high), low);
}

/** Return the value at x between points [x, y], and beyond them that of the nearest. */
function interpolated(x, points) {
  const before = lastUpTo(points.map(([end]) => end), x);
  const [[x0, y0], [x1, y1]] = points.slice(Math.min(before, points.length - 2));
  return y0 + clamp((x - x0) / (x1 - x0), 0, 1) * (y1 - y0);
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
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power * count >= (high - low) * 0.999);
  const step = Math.max(factor * power, least);
  return multiples(least ? Math.ceil(step) : step, low, high);
}

function multiples(step, low, high) {
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

/** Return round numbers of a logarithmic axis; choices: [decades at most, numbers of each], ... */
function roundLogNumbers(low, high, choices) {
  const decades = Math.log10(high / low);
  const [, factors] = choices.find(([most]) => decades <= most);
  const powers = multiples(Math.ceil(decades / 10), Math.log10(low) - 1, Math.log10(high));
  const numbers = powers.flatMap((power) => factors.map((factor) => factor * 10 ** power));
  return numbers.filter((number) => number >= low && number <= high);
}
