"use strict";
// The numbers of one log: decoded, and what follows from them.

const MISSING = -32768; // stands for NaN among 16-bit numbers

/** Return the numbers that columns.py has encoded. */
function decodeNumbers({ base64, bits, scale }) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  if (bits === 64) return new Float64Array(bytes.buffer);
  if (bits === 32) return Float64Array.from(new Float32Array(bytes.buffer));
  const whole = new Int16Array(bytes.buffer);
  const values = new Float64Array(whole.length);
  for (let i = 0; i < whole.length; i++) values[i] = whole[i] === MISSING ? NaN : whole[i] / scale;
  return values;
}

/** Return the run numbers that columns.py has encoded. */
function decodeRuns({ list, first, step, count }) {
  if (list) return Float64Array.from(list);
  const runs = new Float64Array(count);
  for (let i = 0; i < count; i++) runs[i] = first + i * step;
  return runs;
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

/** Return a number as text: with this many decimals, or with an exponent if it is extreme. */
function text(value, decimals = 4) {
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 10 ** -decimals && size < 1e6);
  if (isPlain) return value.toFixed(decimals).replace("-", "−");
  return Number.isFinite(value) ? value.toPrecision(3) : String(value);
}

class Log {
  constructor() {
    this.frameRuns = this.frameLosses = this.norms = new Float64Array(0);
    Object.assign(this, { curves: [], blocks: {} });
  }

  /** Append what data.py says about new values and new frames. */
  append(data, represented) {
    this.heading = data.heading;
    this.lastRun = data.last_run;
    this.colours = data.colours;
    this.shapes = data.shapes;
    this.represented = represented;
    this.features = data.colours.light.length;
    this.curves = data.curves.map(({ window, runs, values }, i) => ({
      window,
      runs: joined(this.curves[i]?.runs ?? [], decodeRuns(runs)),
      values: joined(this.curves[i]?.values ?? [], decodeNumbers(values)),
    }));
    this.frameRuns = joined(this.frameRuns, decodeRuns(data.frame_runs));
    this.frameLosses = joined(this.frameLosses, decodeNumbers(data.frame_losses));
    for (const [tag, block] of Object.entries(data.blocks)) {
      this.blocks[tag] = joined(this.blocks[tag] ?? new Float64Array(0), decodeNumbers(block));
    }
    if (this.blocks.W) this.appendNorms();
  }

  appendNorms() {
    const [m, n] = this.shapes.W;
    const known = this.norms.length / n;
    const fresh = new Float64Array(this.frameRuns.length * n - known * n);
    for (let frame = known; frame < this.frameRuns.length; frame++) {
      fresh.set(norms(this.block("W", frame), m, n), (frame - known) * n);
    }
    this.norms = joined(this.norms, fresh);
  }

  /** Return a block as a frame has it, row by row. */
  block(tag, frame) {
    const [rows, columns] = this.shapes[tag];
    return this.blocks[tag].subarray(frame * rows * columns, (frame + 1) * rows * columns);
  }

  norm(frame, feature) {
    return this.norms[frame * this.shapes.W[1] + feature];
  }

  /** Return 1 for a feature that a frame represents, and less the shorter another one is. */
  strength(frame, feature) {
    return Math.min(this.norm(frame, feature) / this.represented, 1) || 0;
  }

  /** Return in a few words what a frame says about a feature. */
  describe(frame, feature) {
    const facts = [`feature ${feature}`];
    if (this.blocks.W && feature < this.shapes.W[1]) {
      const [m, n] = this.shapes.W;
      const W = this.block("W", frame);
      const column = Array.from({ length: Math.min(m, 8) }, (_, k) => text(W[k * n + feature], 3));
      facts.push(`W${subscript(feature)} = (${column.join(", ")}${m > 8 ? ", …" : ""})`);
      facts.push(`norm ${text(this.norm(frame, feature), 3)}`);
      facts.push(`dimensionality ${text(dimensionality(W, m, n)[feature], 3)}`);
    }
    if (this.blocks.b) facts.push(`bias ${text(this.block("b", frame)[feature], 3)}`);
    return facts.join("\n");
  }
}

function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}
