// Streamlit sends this text at each rerun, so it only fetches the script of the part, once.
export default function (component) {
  const { data: sent, parentElement } = component;
  const data = sent instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(sent)) : sent;
  const url = new URL(data.script, window.location.origin).href;
  let cleanup = null;
  let isGone = false;
  import(url).then(({ draw }) => {
    if (!isGone) cleanup = draw({ ...component, data });
  });
  return () => {
    isGone = true;
    cleanup?.(parentElement);
  };
}
