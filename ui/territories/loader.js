// Streamlit sends this text at each rerun, so it only fetches the map's own script, once.
export default function (component) {
  const { data, parentElement } = component;
  const url = new URL(data.script, window.location.origin).href;
  let cleanup = null;
  let isGone = false;
  import(url).then(({ draw }) => {
    if (!isGone) cleanup = draw(component);
  });
  return () => {
    isGone = true;
    cleanup?.(parentElement);
  };
}
