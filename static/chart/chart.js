// Charts: one plotly.js for the page. Those that the reader sees are drawn first, one at a time, so
// that the page still answers in between; a chart without a width, in a closed fold, waits for one.
const waiting = new Map();
const widths = new WeakMap();
let plotly = null;
let isDrawing = false;

const load = () => plotly ??= new Promise((resolve, reject) => {
  const tag = document.createElement("script");
  tag.src = new URL("../plotly/plotly-cartesian.min.js", import.meta.url).href;
  tag.onload = () => resolve(window.Plotly);
  tag.onerror = reject;
  document.head.append(tag);
});

const apologise = (frame) => {
  waiting.delete(frame);
  frame.textContent = "Le graphique n’a pas pu être dessiné ; « Données » montre les mêmes chiffres.";
};

const render = async (Plotly, frame) => {
  const { chart, config, height } = waiting.get(frame);
  waiting.delete(frame);
  const width = frame.clientWidth;
  widths.set(frame, width);
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
      plotly?.then(drawAll);
    } else if (width && widths.has(target) && width !== widths.get(target)) {
      widths.set(target, width);
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
  load().then(drawAll, () => {
    // The next page asks again.
    plotly = null;
    apologise(frame);
  });
  return () => {
    waiting.delete(frame);
    resized.unobserve(frame);
    window.Plotly?.purge(frame);
  };
};
