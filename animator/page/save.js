"use strict";
// Save the picture: all panels in one SVG, which stands alone, or the same as a PNG.

/** Return the picture as SVG: what the canvases show as images, and the rest as it is. */
function pictureOf(page) {
  const frame = byId("logs").getBoundingClientRect();
  const [width, height] = [frame.width, frame.height + 30].map(Math.ceil);
  const picture = document.createElementNS(SVG, "svg");
  set(picture, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "data-theme": page.theme });
  draw(picture, "style", {}, document.querySelector("style").textContent);
  draw(picture, "rect", { width, height, fill: themeColour("paper") });
  const size = parseFloat(getComputedStyle(document.body).fontSize);
  const middle = { "text-anchor": "middle", "font-size": size };
  draw(picture, "text", { ...middle, x: width / 2, y: 20 }, byId("state").textContent);
  const title = (element) => {
    const box = element.getBoundingClientRect();
    const at = { x: box.left - frame.left + box.width / 2, y: box.top - frame.top + 30 + box.height * 0.75 };
    draw(picture, "text", { ...middle, ...at }, element.textContent);
  };
  byId("logs").querySelectorAll("h2").forEach(title);
  for (const panel of page.panels) {
    title(panel.heading);
    const box = panel.box.getBoundingClientRect();
    const [x, y] = [box.left - frame.left, box.top - frame.top + 30];
    const place = { x, y, width: box.width, height: box.height };
    const [axes, moving] = [panel.axes, panel.moving].map((svg) => svg.cloneNode(true));
    for (const svg of [axes, moving]) set(svg, place);
    picture.append(axes);
    draw(picture, "image", { ...place, href: panel.canvas.toDataURL() });
    picture.append(moving);
  }
  return { source: new XMLSerializer().serializeToString(picture), width, height };
}

function save(page, blob, suffix) {
  const link = document.createElement("a");
  const name = `${document.title}-${page.steps[page.frame]}`.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  Object.assign(link, { href: URL.createObjectURL(blob), download: `${name}.${suffix}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function saveSvg(page) {
  save(page, new Blob([pictureOf(page).source], { type: "image/svg+xml" }), "svg");
}

function savePng(page) {
  const { source, width, height } = pictureOf(page);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(page, blob, "png"), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
}
