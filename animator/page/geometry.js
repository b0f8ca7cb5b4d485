"use strict";
// What the weights mean; geometry.py and hull.py define the same in Python.
// A matrix W (m, n) is an array of its values row by row; column i is feature i.

/** Return the product a·b. */
function dot(a, b) {
  return a.reduce((sum, x, d) => sum + x * b[d], 0);
}

/** Return the product a × b of vectors of space. */
function cross(a, b) {
  return [0, 1, 2].map((d) => a[(d + 1) % 3] * b[(d + 2) % 3] - a[(d + 2) % 3] * b[(d + 1) % 3]);
}

/** Return the norm |W_i| of each feature. */
function norms(W, m, n) {
  return Float64Array.from({ length: n }, (_, i) => {
    let length = 0;
    for (let k = 0; k < m; k++) length = Math.hypot(length, W[k * n + i]); // squares might overflow
    return length;
  });
}

/** Return the Gram matrix WᵀW (n, n). */
function gram(W, m, n) {
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < m; k++) product += W[k * n + i] * W[k * n + j];
      products[i * n + j] = products[j * n + i] = product;
    }
  }
  return products;
}

/** Return D_i = |W_i|² / Σ_j (Ŵ_i·W_j)² of each feature; NaN for one that is zero or not finite. */
function dimensionality(W, m, n) {
  const largest = W.reduce((most, w) => (Number.isFinite(w) ? Math.max(most, Math.abs(w)) : most), 0);
  const products = gram(W.map((w) => w / (largest || 1)), m, n); // squares must not overflow
  return Float64Array.from({ length: n }, (_, i) => {
    const own = products[i * n + i];
    if (!(own > 0 && own < Infinity)) return NaN;
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const share = products[i * n + j] / own;
      if (Number.isFinite(products[j * n + j])) sum += share * share;
    }
    return 1 / sum;
  });
}

/** Return the pairs of points that the edges of their convex hull join; points have 2 or 3 numbers. */
function hullEdges(points) {
  if (points.length < 2) return [];
  if (points.length === 2) return [points];
  return points[0].length === 3 ? hullInSpace(points) : hullInPlane(points);
}

/** Walk along the points from left to right and back, always turning left (Andrew 1979). */
function hullInPlane(points) {
  const ordered = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turnsLeft = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0]);
  const corners = [ordered, [...ordered].reverse()].flatMap((walk) => {
    const chain = [];
    for (const point of walk) {
      while (chain.length > 1 && !turnsLeft(...chain.slice(-2), point)) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  });
  return corners.map((corner, i) => [corner, corners[(i + 1) % corners.length]]);
}

const MOST_CORNERS = 24; // of a hull in space: testing all triangles takes n^4 steps
const ROUNDING = 1e-9; // share of the greatest height below which a height counts as zero

/** Return the edges of all triangles that have every point on one side. */
function hullInSpace(points) {
  if (points.length > MOST_CORNERS) return [];
  const minus = (a, b) => a.map((x, d) => x - b[d]);
  const size = Math.max(...points.flat().map(Math.abs));
  const edges = new Map();
  const add = (...corners) => {
    const [a, b, c] = corners.map((i) => points[i]);
    const normal = cross(minus(b, a), minus(c, a));
    const heights = points.map((point) => dot(minus(point, a), normal) / size ** 3);
    const isSide = heights.every((h) => h <= ROUNDING) || heights.every((h) => h >= -ROUNDING);
    if (!isSide || dot(normal, normal) <= (ROUNDING * size ** 2) ** 2) return; // or on a line
    for (const [p, q] of [[a, b], [a, c], [b, c]]) edges.set([p, q].join(), [p, q]);
  };
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < i; j++) for (let k = 0; k < j; k++) add(i, j, k);
  }
  return [...edges.values()];
}

/** Return pairs of a run and the mean around or before it; values that are NaN do not count. */
function movingAverage(runs, values, window, kind) {
  const after = kind === "centred" ? (window - 1) >> 1 : 0;
  const before = window - 1 - after;
  const step = Math.max(1, window >> 4); // a mean changes little from one run to the next
  const points = [];
  const end = values.length - 1;
  for (let i = 0; i <= end; i = i < end ? Math.min(i + step, end) : end + 1) {
    const isEarly = kind === "centred" && i < before;
    const first = isEarly ? 0 : Math.max(0, i - before);
    const last = Math.min(isEarly ? 2 * i : i + after, end);
    let sum = 0;
    let count = 0;
    for (let j = first; j <= last; j++) {
      if (values[j] === values[j]) {
        sum += values[j];
        count += 1;
      }
    }
    points.push([runs[i], Number.isNaN(values[i]) ? NaN : sum / count]);
  }
  return points;
}
