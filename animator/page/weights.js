"use strict";
// The weights: a numbered dot for each feature, its trail, and the hull of the represented ones.

const POINT = 1.13; // units a point of a film
const HIGH = 0.66; // the size of a number, in diameters of its dot: at most
const WIDE = 1.25; // and shared by its digits
const CLEAR = 0.6; // radii around the middle of a dot that dots in front of it must leave free
const ANGLES = [45, -45, 90, -90, 0]; // of a number beside a dot, from the way out of the origin
const AWAY = 1.9; // its distance, in heights
const LIGHT = 0.55; // the luminance from which on a dot has a dark number
const SHORTEST = 1 / 500; // of the reach of all points: a shorter piece of a trail is not seen

class WeightsPanel extends Panel {
  constructor(...panel) {
    super(...panel);
    this.space = this.own.space ? new Space(this) : null;
    this.hull = draw(this.moving, "path", { class: "hull" });
    this.dots = draw(this.moving, "g");
    this.marks = []; // of each feature, its dot and its number
    for (let i = this.log.shapes.W[1] - 1; i >= 0; i--) {
      // A later element covers an earlier one, and more important features cover others.
      const circle = draw(this.dots, "circle", { "data-feature": i });
      this.marks[i] = [circle, draw(this.dots, "text", { class: "number" }, i)];
    }
  }

  /** Return where a feature is in a frame: two numbers, or three in space; null if not finite. */
  point(frame, i) {
    const column = this.log.column(frame, i);
    if (!column.every(Number.isFinite)) return null;
    if (this.own.plane) return this.own.plane.map((axis) => dot(axis, column));
    return column.length === 1 ? [column[0], 0] : column;
  }

  drawAxes() {
    super.drawAxes();
    this.cutTrails();
    this.look();
  }

  /** Cut the trails into pieces in the order of time; a dot that hardly moves adds none. */
  cutTrails() {
    this.pieces = [];
    if (this.page.data.labels) return; // trainings do not follow each other
    const starts = [];
    for (let frame = 0; frame < this.log.frameRuns.length; frame++) {
      this.marks.forEach((_, after) => {
        const i = this.marks.length - 1 - after; // the most important one last, in front
        const [start, end] = [starts[i], this.point(frame, i)];
        const isFar = (value, d) => Math.abs(value - start[d]) > SHORTEST * this.own.reach;
        if (start && end && !end.some(isFar)) return;
        if (start && end) this.pieces.push({ frame, i, start, end });
        starts[i] = end;
      });
    }
  }

  /** Take a new look, from where the camera is. */
  look() {
    this.see = this.space?.view() ?? (([x, y]) => [this.x(x), this.y(y), 1]);
    this.drawn = Infinity; // the last frame whose trails are on the canvas
  }

  show(frame) {
    this.drawTrails(frame);
    const points = this.marks.map((_, i) => this.point(frame, i));
    const ends = this.log.hulls[frame].map((i) => this.see(points[i]).slice(0, 2));
    this.hull.setAttribute("d", ends.map((end, i) => `${i % 2 ? "L" : "M"}${end}`).join(""));
    this.showDots(frame, points);
  }

  /** Draw the trails up to a frame; going forward only adds to what is on the canvas. */
  drawTrails(frame) {
    if (frame < this.drawn) {
      this.emptyCanvas();
      this.next = 0;
    }
    Object.assign(this.context, { lineWidth: this.own.sizes.trail * POINT, lineCap: "round" });
    for (; this.pieces[this.next]?.frame <= frame; this.next++) {
      const { frame: then, i, start, end } = this.pieces[this.next];
      this.context.globalAlpha = this.page.isPale(i) ? 0.12 : 1;
      this.context.strokeStyle = `rgb(${this.faded(i, this.log.strength(then, i))})`;
      this.context.beginPath();
      this.context.moveTo(...this.see(start).slice(0, 2));
      this.context.lineTo(...this.see(end).slice(0, 2));
      this.context.stroke();
    }
    this.drawn = frame;
  }

  faded(i, strength) {
    const { palest } = this.page.data;
    return mix(this.page.colour(this.log, i), this.page.paper, palest + (1 - palest) * strength);
  }

  showDots(frame, points) {
    const { smallest, largest } = this.own.sizes;
    const dots = points.flatMap((point, i) => {
      if (!point) return [];
      const [x, y, zoom] = this.see(point);
      const strength = this.log.strength(frame, i);
      return { i, x, y, zoom, strength, size: (smallest + (largest - smallest) * strength) * POINT * zoom };
    });
    dots.sort((a, b) => a.zoom - b.zoom || b.i - a.i); // from the back to the front
    if (this.space) this.dots.append(...dots.flatMap(({ i }) => this.marks[i]));
    for (const mark of this.marks.flat()) mark.style.display = "none";
    const [x, y] = this.see([0, 0, 0]);
    const origin = { x, y, size: 2 * largest * POINT };
    const taken = [...dots];
    dots.reverse().forEach((dot, i) => this.showDot(dot, dots.slice(0, i), dots.slice(i + 1), origin, taken));
  }

  /** Show a dot, and its number unless it lies on a heap around the origin. */
  showDot(dot, before, behind, origin, taken) {
    const { i, size, strength } = dot;
    const [circle, number] = this.marks[i];
    const fill = this.faded(i, strength);
    const edge = mix(this.page.ink, this.page.paper, this.page.data.palest * (1 + strength));
    set(circle, { cx: dot.x, cy: dot.y, r: size / 2, fill: `rgb(${fill})`, stroke: `rgb(${edge})` });
    circle.style.display = "";
    const touches = (other) => apart(dot, other) < (other.size + size) / 2;
    if (strength < 1 && apart(dot, origin) < origin.size / 2 && [...before, ...behind].some(touches)) return;
    const hider = before.find((other) => apart(dot, other) < (other.size + CLEAR * size) / 2);
    const fontSize = size * (hider ? HIGH : Math.min(HIGH, WIDE / String(i).length));
    const at = hider ? freePlace(hider, origin, fontSize, taken) : dot;
    if (!at) return;
    if (hider) taken.push(at);
    number.textContent = hider ? `+${i}` : i;
    set(number, { x: at.x, y: at.y, "font-size": fontSize });
    number.style.display = "";
    number.style.fill = hider ? `rgb(${this.page.ink})` : luminance(fill) > LIGHT ? "#000" : "#fff";
  }

  /** Return whether a drag from here turns space. */
  press({ x, y, target }) {
    if (!this.space || target.dataset.feature) return false;
    this.space.start(x, y);
    return true;
  }

  drag({ x, y }) {
    this.space.drag(x, y);
  }
}

function apart(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** Return a place beside a dot for a number of that size, undefined if all are taken. */
function freePlace(dot, origin, size, taken) {
  const out = Math.atan2(dot.y - origin.y, dot.x - origin.x);
  const away = (dot.size + AWAY * size) / 2;
  const places = ANGLES.map((angle) => out - (angle * Math.PI) / 180).map((turn) => ({
    x: dot.x + away * Math.cos(turn),
    y: dot.y + away * Math.sin(turn),
    size,
  }));
  return places.find((place) => taken.every((other) => apart(place, other) >= (other.size + size) / 2));
}

/** Return how light red, green and blue look, from 0 to 1, for a gamma of 2.2. */
function luminance(colour) {
  return dot([0.2126, 0.7152, 0.0722], colour.map((level) => (level / 255) ** 2.2)) ** (1 / 2.2);
}
