"use strict";
// A panel: a figure with an SVG for axes, a canvas for what is dense, and an SVG for what moves.

const SVG = "http://www.w3.org/2000/svg";

/** Return a new element of an SVG, added to its parent. */
function draw(parent, name, attributes = {}, content = "") {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  element.textContent = content;
  parent.append(element);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/** Return a colour of the theme: paper, ink, grid, grey or cursor. */
function themeColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function rgb(colour) {
  const digits = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour;
  return [1, 3, 5].map((start) => parseInt(digits.slice(start, start + 2), 16));
}

/** Return a mix of two colours; share is that of the first. */
function mix(one, other, share) {
  const second = rgb(other);
  return `rgb(${rgb(one).map((level, i) => Math.round(level * share + second[i] * (1 - share)))})`;
}

/** Return about so many round numbers from low to high. */
function roundNumbers(low, high, count, isWhole = false) {
  const rough = (high - low) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) * power;
  if (isWhole) step = Math.max(1, Math.ceil(step));
  const numbers = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) numbers.push(i * step);
  return numbers;
}

/** Return round numbers of a logarithmic axis, more of each decade the fewer decades it has. */
function roundLogNumbers(low, high) {
  const decades = Math.log10(high / low);
  const factors = decades <= 1 ? [1, 1.5, 2, 3, 4, 5, 7] : decades <= 2.5 ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / 10);
  const numbers = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every === 0) numbers.push(...factors.map((factor) => factor * 10 ** power));
  }
  return numbers.filter((number) => number >= low && number <= high);
}

function label(number) {
  return String(Number(number.toPrecision(6))).replace("-", "−");
}

class Panel {
  /** Make the figure of a panel of log number `index`; `own` is what panels.py says about it. */
  constructor(kind, page, index, own, title) {
    Object.assign(this, { page, index, own, log: page.logs[index] });
    this.figure = document.createElement("figure");
    Object.assign(this.figure.dataset, { panel: kind, log: index });
    this.caption = this.figure.appendChild(document.createElement("figcaption"));
    this.heading = this.caption.appendChild(document.createElement("span"));
    this.heading.textContent = title;
    this.box = this.figure.appendChild(document.createElement("div"));
    this.box.className = "plot";
    this.axes = draw(this.box, "svg", { "aria-hidden": true });
    this.canvas = this.box.appendChild(document.createElement("canvas"));
    this.moving = draw(this.box, "svg", { role: "img", "aria-label": title });
    new ResizeObserver(() => this.resize()).observe(this.box);
  }

  /** Fit everything to the size of the box and draw it anew. */
  resize() {
    const { width, height } = this.box.getBoundingClientRect();
    if (!width) return;
    const em = parseFloat(getComputedStyle(this.box).fontSize);
    const dense = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    Object.assign(this, { width, height, em, dense });
    this.place = { left: 4.2 * em, top: 0.6 * em, right: width - 1.2 * em, bottom: height - 2.9 * em };
    for (const svg of [this.axes, this.moving]) set(svg, { width, height, "font-size": 0.8 * em });
    this.refresh();
  }

  /** Draw everything anew: what stays, and the current frame. */
  refresh() {
    if (!this.width) return;
    this.axes.replaceChildren();
    this.drawAxes();
    this.show(this.page.frame);
  }

  /** Return the context of an empty canvas, in pixels of CSS, clipped to the place of the plot. */
  emptyCanvas() {
    const context = this.canvas.getContext("2d");
    const { left, top, right, bottom } = this.place;
    context.resetTransform();
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.scale(this.dense, this.dense);
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    return context;
  }

  /** Set what x and y range over, and the functions from there to pixels. */
  setRanges(xs, ys, isLog = false) {
    const { left, top, right, bottom } = this.place;
    const level = isLog ? Math.log : Number;
    const [low, high] = ys.map(level);
    Object.assign(this, { xs, ys });
    this.x = (value) => left + ((value - xs[0]) / (xs[1] - xs[0])) * (right - left);
    this.y = (value) => bottom - ((level(value) - low) / (high - low)) * (bottom - top);
  }

  drawFrame() {
    const { left, top, right, bottom } = this.place;
    draw(this.axes, "rect", { class: "frame", x: left, y: top, width: right - left, height: bottom - top });
  }

  /** Draw numbers and the name of x below the plot, and grid lines unless there should be none. */
  drawX(numbers, name, hasGrid = true) {
    const { top, bottom, left, right } = this.place;
    const middle = { "text-anchor": "middle", y: bottom + 1.1 * this.em };
    for (const number of numbers) {
      const x = this.x(number);
      if (hasGrid) draw(this.axes, "path", { class: "grid", d: `M${x} ${top}V${bottom}` });
      draw(this.axes, "text", { ...middle, x, "data-x": x }, label(number));
    }
    draw(this.axes, "text", { ...middle, x: (left + right) / 2, y: bottom + 2.4 * this.em }, name);
  }

  /** Draw numbers and the name of y at the left of the plot, and grid lines. */
  drawY(numbers, name, hasGrid = true) {
    const { left, right, top, bottom } = this.place;
    for (const number of numbers) {
      const y = this.y(number);
      if (hasGrid) draw(this.axes, "path", { class: "grid", d: `M${left} ${y}H${right}` });
      const at = { x: left - 0.4 * this.em, y: y + 0.28 * this.em, "text-anchor": "end" };
      draw(this.axes, "text", { ...at, "data-y": y }, label(number));
    }
    const turned = this.drawTurned(0.9 * this.em, name);
    if (turned.getComputedTextLength() > bottom - top) turned.textContent = name.split(/ \(|,/)[0];
  }

  /** Draw lines at fractions of a dimension, and names as `at` says; return the scale of fractions. */
  drawFractions({ headroom, marks }, at) {
    const { left, right, top, bottom } = this.place;
    const level = (share) => bottom - (share / headroom) * (bottom - top);
    const named = [];
    for (const [name, share] of [["0", 0], ...Object.entries(marks)]) {
      const y = level(share);
      const d = `M${left} ${y}H${right}`;
      if (share) draw(this.axes, "path", { class: "grid", "stroke-dasharray": "4 3", d });
      if (named.some((other) => Math.abs(other - y) < this.em)) continue; // the first ones matter most
      draw(this.axes, "text", { ...at, y: y + 0.28 * this.em }, name);
      named.push(y);
    }
    return level;
  }

  /** Draw a text that runs upwards, in the middle of the height of the plot. */
  drawTurned(x, words) {
    const y = (this.place.top + this.place.bottom) / 2;
    const at = { x, y, "text-anchor": "middle", transform: `rotate(-90 ${x} ${y})` };
    return draw(this.axes, "text", at, words);
  }

  /** Return about how many numbers have room along so many pixels. */
  room(pixels, ems) {
    return Math.max(2, Math.min(8, Math.floor(pixels / (ems * this.em))));
  }

  /** Return the numbers of features that have room along an axis of so many pixels. */
  featureNumbers(count, pixels) {
    return roundNumbers(0, Math.max(count - 1, 1), pixels / (2.2 * this.em), true).filter((i) => i < count);
  }

  colour(feature) {
    return this.log.colours[this.page.theme][feature];
  }

  /** Return whether another feature than this one has been chosen to stand out. */
  isPale(feature) {
    return this.page.chosen !== null && this.page.chosen !== feature;
  }

  /** Call a function for each move of the pointer, from when it was pressed until it is released. */
  drag(down, move) {
    const end = () => this.box.removeEventListener("pointermove", move);
    this.box.setPointerCapture(down.pointerId);
    this.box.addEventListener("pointermove", move);
    this.box.addEventListener("lostpointercapture", end, { once: true });
  }

  /** Return a description of what is at a point of the box. */
  describe(x, y, target) {
    const feature = this.featureAt(x, y, target);
    return feature === null ? "" : this.log.describe(this.page.frame, feature);
  }

  /** Return the feature at a point of the box, or null. */
  featureAt(x, y, target) {
    const { feature } = target.dataset ?? {};
    return feature === undefined ? null : Number(feature);
  }
}
