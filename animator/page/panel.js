"use strict";
// A panel: a figure with an SVG for axes, a canvas for what is dense, and an SVG for what moves. All
// three are SIDE units wide and high, whatever their size in the window is.

const SVG = "http://www.w3.org/2000/svg";
const SIDE = 400;
const DENSE = 2; // pixels of a canvas to a unit
const POINT = 1.13; // units a point of a film
const STILL = 4; // units by which the pointer may move in a click
const LINE = 14; // units from one line of text to the next
const DIGIT = 8; // units across

const byId = (id) => document.getElementById(id);

/** Return a new element of an SVG, added to its parent. */
function draw(parent, name, attributes = {}, content = "") {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  element.textContent = content;
  return parent.appendChild(element);
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/** Return a mix of two colours, each red, green and blue; share is that of the first. */
function mix(one, other, share) {
  return one.map((level, i) => Math.round(level * share + other[i] * (1 - share)));
}

function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

class Panel {
  /** Make the figure of a panel; `own` is what panels.py says about it. */
  constructor(page, log, kind, own) {
    Object.assign(this, { page, log, kind, own });
    this.figure = byId("panel").content.firstElementChild.cloneNode(true);
    Object.assign(this.figure.dataset, { panel: kind, log: page.logs.indexOf(log) });
    this.heading = this.figure.querySelector("figcaption span");
    this.box = this.figure.querySelector(".plot");
    [this.axes, this.canvas, this.moving] = this.box.children;
    const listen = (kind, action) => (this.box[`on${kind}`] = (event) => action(this.placeOf(event), event));
    listen("pointerdown", (place, { pointerId }) => {
      this.from = this.before = place;
      if (this.drag) this.box.setPointerCapture(pointerId);
    });
    listen("pointermove", (place, event) => {
      if (this.box.hasPointerCapture(event.pointerId)) this.drag(place, this.from, this.before);
      else if (event.pointerType !== "touch") this.hover?.(place);
      this.before = place;
      page.showTip({ panel: this, clientX: event.clientX, clientY: event.clientY });
    });
    listen("pointerleave", () => page.showTip(null));
    listen("click", (place) => distance(place, (this.from ??= place)) < STILL && this.click(this.from));
    this.place = { left: 58, top: 8, right: own.right ? 352 : 394, bottom: 344 };
  }

  /** Return where an event is: x and y in units, and the element there. */
  placeOf({ clientX, clientY, target }) {
    const { left, top, width } = this.box.getBoundingClientRect();
    return { x: ((clientX - left) / width) * SIDE, y: ((clientY - top) / width) * SIDE, target };
  }

  /** Draw everything anew: what stays, and the current frame. */
  refresh() {
    this.axes.replaceChildren();
    this.heading.textContent = this.own.title;
    this.moving.setAttribute("aria-label", this.own.title);
    this.drawAxes();
    this.show(this.page.frame);
  }

  /** Draw the axes, and set the functions from their values to places: x, y and, if there is one, right. */
  drawAxes({ x, y, right: other } = this.own) {
    const { left, right, top, bottom } = this.place;
    this.x = this.drawAxis("x", x, left, right);
    this.y = this.drawAxis("y", y, bottom, top);
    if (other) this.right = this.drawAxis("right", other, bottom, top);
    draw(this.axes, "rect", { class: "frame", x: left, y: top, width: right - left, height: bottom - top });
  }

  /** Return the function from values of an axis to places from one end to the other. */
  placeOn({ limits, scale }, from, to) {
    const level = scale === "log" ? Math.log : Number;
    const [low, high] = limits.map(level);
    return (value) => from + ((level(value) - low) / (high - low)) * (to - from);
  }

  drawAxis(side, { limits, name, marks, least, grid, zero, scale, decades, colour = "" }, from, to) {
    const { left, right, top, bottom } = this.place;
    const place = this.placeOn({ limits, scale }, from, to);
    const lineAt = (at) => (side === "x" ? `M${at} ${top}V${bottom}` : `M${left} ${at}H${right}`);
    const write = (x, y, words, more) => {
      draw(this.axes, "text", { class: side, x, y, ...more }, words).style.fill = colour;
    };
    const ends = [Math.min(...limits), Math.max(...limits)];
    const numbers = scale === "log" ? roundLogNumbers(...ends, decades) : roundNumbers(...ends, 6, least);
    for (const [words, value, beside = value] of marks ?? numbers.map((number) => [label(number), number])) {
      const at = place(value);
      if (grid) draw(this.axes, "path", { class: `grid ${grid}`, d: lineAt(at) });
      const middle = Math.min(at, SIDE - (words.length * DIGIT) / 2);
      if (side === "x") write(middle, bottom + LINE, words, { "data-x": at });
      else write(side === "y" ? left - 5 : right + 5, place(beside) + 4, words, { "data-y": at });
    }
    if (zero) draw(this.axes, "path", { class: "axis", d: lineAt(place(0)) });
    const [middle, edge] = [(top + bottom) / 2, side === "y" ? 9 : SIDE - 4];
    if (side === "x") write((left + right) / 2, bottom + 2.3 * LINE, name);
    else write(edge, middle, name, { class: "turned", transform: `rotate(-90 ${edge} ${middle})` });
    return place;
  }

  /** Return the context of an empty canvas, in units, clipped to the place of the plot. */
  emptyCanvas() {
    const { left, top, right, bottom } = this.place;
    if (!this.context) {
      this.context = this.canvas.getContext("2d");
      this.context.scale(DENSE, DENSE);
      this.context.rect(left, top, right - left, bottom - top);
      this.context.clip();
    }
    this.context.clearRect(0, 0, SIDE, SIDE);
    return this.context;
  }

  /** Return a description of what is at a place. */
  describe(place) {
    const feature = this.featureAt(place);
    return feature === null ? "" : this.log.describe(this.page.frame, feature);
  }

  featureAt({ target }) {
    return target.dataset.feature === undefined ? null : Number(target.dataset.feature);
  }

  /** Let the feature at a place stand out, or no longer if it does. */
  click(place) {
    const feature = this.featureAt(place);
    this.page.choose(feature === this.page.chosen ? null : feature);
  }
}
