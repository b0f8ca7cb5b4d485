"use strict";
// The weights: a numbered dot for each feature, its trail, and the hull of the represented ones.

const POINT = 1.6; // pixels of CSS a point, on a panel of DESIGN_SIDE pixels
const DESIGN_SIDE = 750;
const SHRINKING = 0.55; // power of the size that dots follow if the panel is smaller
const SIZES = { largest: 14.5, smallest: 9.5, trail: 2 }; // points, if few features are represented
const CROWDED = { largest: 9.5, smallest: 6, trail: 0.8 };
const [FEW, MANY] = [10, 40]; // represented features
const CLEAR = 0.6; // radii around the middle of a dot that dots in front of it must leave free
const LIGHT = 0.55; // the luminance from which on a dot has a dark number
const SHORTEST = 1 / 1000; // of the extent of all points: a shorter piece of a trail is not seen

class WeightsPanel extends Panel {
  constructor(page, index, own) {
    super("weights", page, index, own, "weights");
    const [m, n] = this.log.shapes.W;
    this.space = m === 3 ? new Space(this, own.space, () => this.turn()) : null;
    this.hull = draw(this.moving, "path", { class: "hull" });
    this.dots = draw(this.moving, "g");
    this.numbers = draw(this.moving, "g");
    // A later element covers an earlier one, and more important features cover others.
    for (let i = n - 1; i >= 0; i--) {
      draw(this.dots, "circle", { "data-feature": i });
      draw(this.numbers, "text", { class: "number" }, i);
    }
    this.circles = [...this.dots.children].reverse();
    this.texts = [...this.numbers.children].reverse();
  }

  // Points

  /** Return where a feature is in a frame: two numbers, or three in space; null if not finite. */
  point(frame, feature) {
    const [m, n] = this.log.shapes.W;
    const W = this.log.block("W", frame);
    const plane = this.own.planes[this.index];
    const column = Array.from({ length: m }, (_, k) => W[k * n + feature]);
    if (!column.every(Number.isFinite)) return null;
    if (plane) return plane.map((axis) => axis.reduce((sum, share, k) => sum + share * column[k], 0));
    return m === 1 ? [column[0], 0] : column;
  }

  points(frame) {
    return this.circles.map((_, feature) => this.point(frame, feature));
  }

  /** Cut the trails into pieces in the order of time; a dot that hardly moves adds none. */
  cutTrails() {
    this.pieces = [];
    if (this.page.data.labels) return; // frames that do not follow each other
    const frames = Array.from(this.log.frameRuns, (_, frame) => this.points(frame));
    const numbers = frames.flat(2).filter((value) => value !== null);
    const extent = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const starts = [...(frames[0] ?? [])];
    frames.forEach((points, frame) => {
      points.forEach((end, feature) => {
        const start = starts[feature];
        const isFar = (value, d) => Math.abs(value - start[d]) > SHORTEST * extent;
        const hasMoved = start && end && end.some(isFar);
        if (hasMoved) this.pieces.push({ frame, feature, start, end });
        if (hasMoved || !start || !end) starts[feature] = end;
      });
    });
  }

  // The view

  drawAxes() {
    this.heading.textContent = this.own.notes[this.index] || "weights";
    this.cutTrails();
    const side = Math.min(this.width, this.height);
    this.scale = POINT * (side / DESIGN_SIDE) ** SHRINKING;
    const { frameRuns } = this.log;
    const isRepresented = (i) => frameRuns.some((_, frame) => this.log.strength(frame, i) === 1);
    const reached = this.circles.filter((_, i) => isRepresented(i));
    const crowding = Math.min(Math.max((reached.length - FEW) / (MANY - FEW), 0), 1);
    const between = (name) => (SIZES[name] * (1 - crowding) + CROWDED[name] * crowding) * this.scale;
    this.sizes = { largest: between("largest"), smallest: between("smallest"), trail: between("trail") };
    this.drawn = -1; // the last frame whose trails are on the canvas
    if (this.space) this.drawSpace();
    else this.drawPlane();
  }

  drawPlane() {
    const { left, right, top, bottom } = this.place;
    const names = this.own.names[this.index];
    this.setEqualRanges(this.own.extent);
    this.drawX(roundNumbers(...this.xs, this.room(right - left, 4)), names[0]);
    if (names[1]) this.drawY(roundNumbers(...this.ys, this.room(bottom - top, 3)), names[1]);
    const [x, y] = [this.x(0), this.y(0)];
    draw(this.axes, "path", { class: "axis", d: `M${x} ${top}V${bottom}M${left} ${y}H${right}` });
    this.drawFrame();
    this.see = (point) => [this.x(point[0]), this.y(point[1]), 1];
  }

  drawSpace() {
    const { left, right, bottom } = this.place;
    const reach = label(Number(this.own.size.toPrecision(2)));
    const at = { x: (left + right) / 2, y: bottom + 1.1 * this.em, "text-anchor": "middle" };
    this.setEqualRanges(this.own.space.extent);
    draw(this.axes, "text", at, `hidden dims, each from −${reach} to ${reach}`);
    this.drawFrame();
    this.see = this.space.view(this.own.size);
  }

  turn() {
    this.see = this.space.view(this.own.size);
    this.drawn = -1;
    this.show(this.page.frame);
  }

  /** Set ranges that hold an extent, and in which a unit of x is as long as one of y. */
  setEqualRanges([lowest, highest]) {
    const { left, right, top, bottom } = this.place;
    const sides = [right - left, bottom - top];
    const units = sides.map((side, d) => (highest[d] - lowest[d]) / side);
    const unit = Math.max(...units) || 2 / Math.min(...sides);
    const ranges = sides.map((side, d) => {
      const [middle, reach] = [(lowest[d] + highest[d]) / 2, (this.own.margin * unit * side) / 2];
      return [middle - reach, middle + reach];
    });
    this.setRanges(...ranges);
  }

  // A frame

  show(frame) {
    this.drawTrails(frame);
    const points = this.points(frame);
    const corners = points.filter((point, i) => point && this.log.strength(frame, i) === 1);
    const edges = hullEdges(corners).map((edge) => edge.map((end) => this.see(end).slice(0, 2)).join("L"));
    this.hull.setAttribute("d", edges.map((edge) => `M${edge}`).join(""));
    this.showDots(frame, points);
  }

  /** Draw the trails up to a frame; going forward only adds to what is on the canvas. */
  drawTrails(frame) {
    if (frame < this.drawn || this.drawn < 0) {
      this.context = this.emptyCanvas();
      this.next = 0;
    }
    const paper = themeColour("paper");
    this.context.lineWidth = this.sizes.trail;
    this.context.lineCap = "round";
    for (; this.next < this.pieces.length && this.pieces[this.next].frame <= frame; this.next++) {
      const { frame: then, feature, start, end } = this.pieces[this.next];
      this.context.globalAlpha = this.isPale(feature) ? 0.12 : 1;
      this.context.strokeStyle = this.faded(feature, this.log.strength(then, feature), paper);
      this.context.beginPath();
      this.context.moveTo(...this.see(start).slice(0, 2));
      this.context.lineTo(...this.see(end).slice(0, 2));
      this.context.stroke();
    }
    this.drawn = frame;
  }

  faded(feature, strength, paper) {
    const { palest } = this.page.data;
    return mix(this.colour(feature), paper, palest + (1 - palest) * strength);
  }

  showDots(frame, points) {
    const [paper, ink] = [themeColour("paper"), themeColour("ink")];
    const { smallest, largest } = this.sizes;
    const dots = points.map((point, i) => {
      if (!point) return null;
      const [x, y, zoom] = this.see(point);
      const strength = this.log.strength(frame, i);
      return { i, x, y, zoom, strength, size: (smallest + (largest - smallest) * strength) * zoom };
    });
    this.circles.forEach((circle, i) => {
      const dot = dots[i];
      circle.style.display = dot ? "" : "none";
      if (!dot) return;
      const edge = mix(ink, paper, this.page.data.palest * (1 + dot.strength));
      const fill = this.faded(i, dot.strength, paper);
      set(circle, { cx: dot.x, cy: dot.y, r: dot.size / 2, fill, stroke: edge });
      circle.classList.toggle("pale", this.isPale(i));
    });
    const shown = dots.filter(Boolean);
    if (this.space) {
      shown.sort((a, b) => a.zoom - b.zoom || b.i - a.i);
      this.dots.append(...shown.map(({ i }) => this.circles[i]));
    } else shown.reverse();
    this.showNumbers(dots, shown, paper);
  }

  /** Number the dots that have room: represented ones unless hidden, others if no dot touches them. */
  showNumbers(dots, shown, paper) {
    const hasRoom = new Uint8Array(dots.length);
    shown.forEach((dot, height) => {
      const isInTheWay = (other, above) => {
        const apart = Math.hypot(dot.x - other.x, dot.y - other.y);
        if (dot.strength < 1) return other !== dot && apart < (other.size + dot.size) / 2;
        return above > height && apart < (other.size + CLEAR * dot.size) / 2;
      };
      hasRoom[dot.i] = !shown.some(isInTheWay);
    });
    this.texts.forEach((number, i) => {
      number.style.display = hasRoom[i] ? "" : "none";
      if (!hasRoom[i]) return;
      const { x, y, size, strength } = dots[i];
      const height = size * Math.min(0.66, 1.25 / String(i).length);
      const isLight = luminance(this.faded(i, strength, paper)) > LIGHT;
      set(number, { x, y, "font-size": height });
      number.style.fill = isLight ? "#000" : "#fff";
      number.classList.toggle("pale", this.isPale(i));
    });
  }
}

/** Return how light a colour rgb(r,g,b) looks, from 0 to 1, for a gamma of 2.2. */
function luminance(colour) {
  const [red, green, blue] = colour.match(/\d+/g).map((level) => (level / 255) ** 2.2);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) ** (1 / 2.2);
}
