// Charts: one plotly.js for the page. Those that the reader sees are drawn first, one at a time, so
// that the page still answers in between; a chart without a width, in a closed fold, waits for one.
const waiting = new Map();
let isDrawing = false;

const load = async () => {
  await import("../plotly/plotly-cartesian.min.js");
  return window.Plotly;
};

const apologise = (frame) => {
  waiting.delete(frame);
  frame.textContent = "Le graphique n’a pas pu être dessiné ; « Données » montre les mêmes chiffres.";
};

const render = async (Plotly, frame) => {
  const { chart, config, height } = waiting.get(frame);
  waiting.delete(frame);
  const width = frame.clientWidth;
  if (!frame.data) frame.replaceChildren();
  return Plotly.react(frame, chart.data, { ...chart.layout, width, height }, config);
};

const ready = () => [...waiting.keys()].filter((frame) => frame.clientWidth > 0);

const distance = (frame) => {
  const { top, bottom } = frame.getBoundingClientRect();
  return Math.max(top - innerHeight, -bottom, 0);
};

const drawAll = async (Plotly) => {
  if (isDrawing) return;
  isDrawing = true;
  for (let frames = ready(); frames.length; frames = ready()) {
    const nearest = frames.reduce((one, other) => (distance(other) < distance(one) ? other : one));
    await render(Plotly, nearest).catch((error) => {
      apologise(nearest);
      console.error(error);
    });
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  isDrawing = false;
};

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const width = target.clientWidth;
    if (waiting.has(target)) {
      if (window.Plotly) drawAll(window.Plotly);
    } else if (width && target.layout && width !== target.layout.width) {
      window.Plotly.relayout(target, { width });
    }
  }
});

// On paper there is no later.
addEventListener("beforeprint", () => {
  if (window.Plotly) for (const frame of ready()) render(window.Plotly, frame);
});

export const draw = ({ parentElement, data }) => {
  const frame = parentElement.querySelector(".obs-chart");
  frame.setAttribute("aria-label", data.label);
  frame.style.height = `${data.height}px`;
  waiting.set(frame, data);
  resized.observe(frame);
  load().then(drawAll, () => apologise(frame));
  return () => {
    waiting.delete(frame);
    resized.unobserve(frame);
    window.Plotly?.purge(frame);
  };
};
