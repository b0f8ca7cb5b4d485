// A training loop in JavaScript: node node_loop.mjs > node_loop.log
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const W = [[0.3, -0.1, 0.2], [0.1, 0.2, -0.3]];
for (let run = 0; run < 60; run++) {
  const x = [random(), random(), random()];
  const h = W.map(row => row.reduce((sum, w, i) => sum + w * x[i], 0));
  const d = x.map((xi, i) => h[0] * W[0][i] + h[1] * W[1][i] - xi);
  for (const k of [0, 1]) for (const i of [0, 1, 2]) W[k][i] -= 0.2 * d[i] * h[k];
  console.log(`run: ${run}`);
  console.log(`train/acc: ${d.filter(v => Math.abs(v) < 0.2).length / 3}`);
  console.log(`L: ${d.reduce((sum, v) => sum + v * v, 0) / 3}`);
  if (run % 10 === 9) {
    console.log(`val/acc: ${(run / 60).toFixed(2)}`);
    console.log(`W: [\n${W.map(row => row.join("\t")).join("\n")}\n]`);
  }
}
