"use strict";
// The page: its panels, and what moves them.

const PANELS = {
  loss: LossPanel,
  weights: WeightsPanel,
  gram: GramPanel,
  bias: BiasPanel,
  norms: NormsPanel,
  geometry: GeometryPanel,
  map: MapPanel,
};
const SPEEDS = [1, 2, 5, 10, 20, 60]; // snapshots a second
const byId = (id) => document.getElementById(id);

class Page {
  constructor() {
    Object.assign(this, { logs: [], panels: [], frame: 0, chosen: null, timer: 0, theme: "light" });
    this.wireControls();
    this.wirePointer();
    document.addEventListener("keydown", (event) => this.press(event));
    window.addEventListener("hashchange", () => this.followAddress());
  }

  // What is shown

  /** Take what data.py says: a new page, or what comes after what there is. */
  take(data) {
    const wasAtEnd = !this.data || this.frame === this.steps.length - 1;
    const isNew = data.is_new || !this.data;
    this.kind = data.labels ? "training" : "run"; // what a step leads to
    this.data = data;
    if (isNew) {
      this.logs = data.logs.map(() => new Log());
      this.steps = new Float64Array(0);
    }
    this.steps = joined(this.steps, decodeRuns(data.steps));
    data.logs.forEach((own, i) => this.logs[i].append(own, data.represented));
    document.title = data.title;
    byId("slider").max = this.steps.length - 1;
    if (data.labels) byId("slider").setAttribute("aria-label", "training");
    if (isNew) {
      this.setTheme(data.theme ?? this.preferredTheme());
      this.build();
      this.frame = this.steps.length - 1;
      this.followAddress();
    } else {
      for (const panel of this.panels) panel.own = data.panels[panel.figure.dataset.panel];
      if (wasAtEnd && !this.timer) this.frame = this.steps.length - 1;
      this.refresh();
    }
  }

  build() {
    Object.assign(this, { panels: [], chosen: null });
    const sections = this.logs.map((log, index) => {
      const section = document.createElement("section");
      const heading = document.createElement("h2");
      heading.textContent = heading.title = log.heading;
      const own = Object.entries(this.data.panels).map(([kind, data]) => new PANELS[kind](this, index, data));
      const panels = document.createElement("div");
      panels.className = "panels";
      panels.style.setProperty("--columns", own.length === 4 ? 2 : Math.min(own.length, 3));
      panels.append(...own.map((panel) => panel.figure));
      section.append(...(log.heading ? [heading] : []), panels);
      this.panels.push(...own);
      return section;
    });
    byId("logs").replaceChildren(...sections);
    const features = Math.max(...this.logs.map((log) => log.features));
    const options = Array.from({ length: features }, (_, i) => new Option(i, i));
    byId("feature").replaceChildren(new Option("all", ""), ...options);
    const speeds = [...new Set([...SPEEDS, this.data.fps])].sort((a, b) => a - b);
    byId("speed").replaceChildren(...speeds.map((speed) => new Option(`${speed} / s`, speed)));
    byId("speed").value = this.data.fps;
  }

  refresh() {
    for (const panel of this.panels) panel.refresh();
    this.tell();
  }

  /** Show a frame, the nearest one if there is none of that number. */
  show(frame) {
    this.frame = Math.min(Math.max(Math.round(frame), 0), this.steps.length - 1);
    for (const panel of this.panels) if (panel.width) panel.show(this.frame);
    this.tell();
  }

  /** Say in words and in the address which run is shown. */
  tell() {
    const run = this.steps[this.frame];
    const losses = this.logs.map((log) => text(log.frameLosses[this.frame])).join(", ");
    const last = Math.max(...this.logs.map((log) => log.lastRun));
    const training = this.data.labels?.[this.frame];
    byId("state").textContent = training ?? `run ${run} / ${last} – loss = ${losses}`;
    byId("slider").value = this.frame;
    byId("slider").setAttribute("aria-valuetext", training ?? `run ${run}`);
    byId("about").textContent = this.chosen === null ? "" : this.describeChosen();
    clearTimeout(this.addressTimer); // browsers allow only so many changes a second
    this.addressTimer = setTimeout(() => this.setAddress(run), 300);
  }

  describeChosen() {
    return this.logs.map((log) => log.describe(this.frame, this.chosen).replaceAll("\n", " · ")).join(" | ");
  }

  goToRun(run) {
    this.goTo(lastUpTo(this.steps, run));
  }

  setAddress(run) {
    if (location.protocol === "about:") return; // a frame of a notebook has no address of its own
    const isNewest = this.frame === this.steps.length - 1;
    history.replaceState(null, "", isNewest ? location.pathname : `#${this.kind}=${run}`);
  }

  followAddress() {
    const [, run] = /^#(?:run|training)=(\d+)$/.exec(location.hash) ?? [];
    if (run !== undefined) this.goToRun(Number(run));
    else this.show(this.frame);
  }

  choose(feature) {
    this.chosen = feature;
    byId("feature").value = feature ?? "";
    this.refresh();
  }

  preferredTheme() {
    return this.prefersDark.matches ? "dark" : "light";
  }

  setTheme(theme) {
    this.theme = theme;
    document.documentElement.dataset.theme = theme;
    byId("theme").textContent = theme === "dark" ? "Light" : "Dark";
    if (this.data) this.refresh();
  }

  // Time

  play() {
    if (this.frame === this.steps.length - 1) this.show(0);
    byId("play").textContent = "Pause";
    let [start, first] = [performance.now(), this.frame];
    const step = (now) => {
      const speed = Number(byId("speed").value);
      if (speed !== this.speed) [start, first, this.speed] = [now, this.frame, speed];
      const frame = first + Math.floor(((now - start) / 1000) * speed);
      if (frame > this.frame) this.show(frame);
      if (this.frame < this.steps.length - 1) this.timer = requestAnimationFrame(step);
      else this.stop();
    };
    this.timer = requestAnimationFrame(step);
  }

  stop() {
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    byId("play").textContent = "Play";
  }

  goTo(frame) {
    this.stop();
    this.show(frame);
  }

  step(count) {
    this.goTo(this.frame + count);
  }

  // What the reader does

  wireControls() {
    byId("controls").onsubmit = () => false;
    byId("play").onclick = () => (this.timer ? this.stop() : this.play());
    byId("slider").oninput = () => this.step(Number(byId("slider").value) - this.frame);
    byId("feature").onchange = ({ target: { value } }) => this.choose(value === "" ? null : Number(value));
    byId("theme").onclick = () => this.setTheme(this.theme === "dark" ? "light" : "dark");
    byId("svg").onclick = () => saveSvg(this);
    byId("png").onclick = () => savePng(this);
    this.prefersDark = matchMedia("(prefers-color-scheme: dark)");
    this.prefersDark.onchange = () => this.data?.theme || this.setTheme(this.preferredTheme());
  }

  press(event) {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !this.data || target.matches("select")) return;
    if (target.matches("button") && (key === " " || key === "Enter")) return;
    const zoom = (factor) => this.panels.forEach((panel) => panel.zoom?.(factor));
    const map = this.panels.find((panel) => panel instanceof MapPanel);
    const go = (right, up) => (map ? this.goTo(map.next(right, up) ?? this.frame) : this.step(right));
    const actions = {
      " ": () => byId("play").click(),
      ArrowRight: () => go(1, 0),
      ArrowLeft: () => go(-1, 0),
      ...(map && { ArrowUp: () => go(0, 1), ArrowDown: () => go(0, -1) }),
      PageDown: () => this.step(10),
      PageUp: () => this.step(-10),
      Home: () => this.step(-Infinity),
      End: () => this.step(Infinity),
      Escape: () => this.choose(null),
      "+": () => zoom(1 / 2),
      "-": () => zoom(2),
      0: () => zoom(Infinity),
    };
    const isDial = target.matches("input[type=range]:not(#slider)");
    if (!actions[key] || (isDial && key !== " ")) return;
    event.preventDefault();
    actions[key]();
  }

  wirePointer() {
    const at = (event) => {
      const box = event.target.closest?.(".plot");
      const panel = box && this.panels.find((one) => one.box === box);
      if (!panel?.width) return null;
      const { left, top } = box.getBoundingClientRect();
      return { panel, x: event.clientX - left, y: event.clientY - top };
    };
    document.addEventListener("pointermove", (event) => {
      const place = at(event);
      const words = place ? place.panel.describe(place.x, place.y, event.target) : "";
      const tip = byId("tip");
      tip.hidden = !words;
      if (!words) return;
      tip.textContent = words;
      tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 4)}px`;
      tip.style.top = `${Math.max(event.clientY - tip.offsetHeight - 8, 4)}px`;
    });
    document.addEventListener("click", (event) => {
      const place = at(event);
      if (!place || place.panel instanceof RunsPanel || place.panel instanceof MapPanel) return;
      const feature = place.panel.featureAt(place.x, place.y, event.target);
      this.choose(feature === this.chosen ? null : feature);
    });
  }
}

const page = new Page();
const data = JSON.parse(byId("data").textContent);
if (data) page.take(data);
else follow(page);
