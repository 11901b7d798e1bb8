// The map: Leaflet on a canvas, geometry fetched once by its versioned address. Each rerun of the
// page brings style numbers and texts; panning, zooming and hovering stay in the browser.
const instances = new WeakMap();
// The same, for what concerns every map of the page.
const live = new Set();
const geometries = new Map();
let leaflet = null;

const INK = "#1a2433";
const BORDER = "#8a97a8";
const PLAN = "https://data.geopf.fr/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile"
  + "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM"
  + "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

const script = (url) => new Promise((resolve, reject) => {
  const tag = document.createElement("script");
  tag.src = url;
  tag.onload = resolve;
  tag.onerror = reject;
  document.head.append(tag);
});

// One Leaflet for the whole page, its clustering plugin only where points are asked for.
const load = (assets, withClusters) => {
  leaflet ??= script(`${assets}/leaflet/leaflet.js`);
  if (!withClusters || window.L?.MarkerClusterGroup) return leaflet;
  return leaflet.then(() => script(`${assets}/leaflet/leaflet.markercluster.js`));
};

const geometry = (url) => {
  if (!geometries.has(url)) geometries.set(url, fetch(url).then((answer) => answer.json()));
  return geometries.get(url);
};

const PATTERNS = {
  diagonal: (pen) => { pen.moveTo(-2, 10); pen.lineTo(10, -2); pen.moveTo(-2, 2); pen.lineTo(2, -2); pen.moveTo(6, 10); pen.lineTo(10, 6); pen.stroke(); },
  horizontal: (pen) => { pen.moveTo(0, 4); pen.lineTo(8, 4); pen.stroke(); },
  dots: (pen) => { pen.arc(4, 4, 1.2, 0, 2 * Math.PI); pen.fill(); },
};

// A canvas takes a pattern where Leaflet gives it a colour.
const paintOf = (style, pen) => {
  if (!style.pattern) return style.fill;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const brush = tile.getContext("2d");
  brush.fillStyle = style.fill;
  brush.fillRect(0, 0, 8, 8);
  brush.strokeStyle = brush.fillStyle = "#6b7686";
  brush.lineWidth = 1.2;
  brush.beginPath();
  PATTERNS[style.pattern](brush);
  return pen.createPattern(tile, "repeat");
};

// A class seen through hatches: a light line beside a dark one, which shows on every fill.
const hatched = (fill, pen) => {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const brush = tile.getContext("2d");
  brush.fillStyle = fill;
  brush.fillRect(0, 0, 8, 8);
  for (const [colour, shift] of [["#ffffff", 0], [INK, 1.4]]) {
    brush.strokeStyle = colour;
    brush.lineWidth = 1.1;
    brush.beginPath();
    for (const x of [-8, 0, 8]) { brush.moveTo(x + shift, 0); brush.lineTo(x + 8 + shift, 8); }
    brush.stroke();
  }
  return pen.createPattern(tile, "repeat");
};

const text = (value) => document.createTextNode(value);
const words = (name, value) => {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.append(text(name));
  box.append(title);
  if (value) box.append(document.createElement("br"), text(value));
  return box;
};

// The static geometry has the names of the official files: a straight apostrophe is not shown.
const shownName = (state, { code, name }) => (state.nameOf.get(code) ?? name).replaceAll("'", "’");

// On paper a map wider than the sheet would lose its right side: it is made as narrow, about the same middle.
const SHEET = 700;
const fit = (width) => {
  for (const { state } of live) {
    if (!state || (width && state.frame.clientWidth <= SHEET)) continue;
    state.frame.style.width = width;
    state.map.invalidateSize({ animate: false });
  }
};
addEventListener("beforeprint", () => fit(`${SHEET}px`));
addEventListener("afterprint", () => fit(""));

const create = (root, component) => {
  const L = window.L;
  const frame = root.querySelector(".obs-map");
  const map = L.map(frame, {
    preferCanvas: true,
    renderer: L.canvas({ padding: 0.3 }),
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    minZoom: 6,
    maxZoom: 14,
    // One finger scrolls the page on a telephone, two move the map.
    dragging: !L.Browser.mobile,
    scrollWheelZoom: false,
  });
  // Leaflet takes the focus at each press; scrolling the page then would move the map from under
  // the pointer, and the click would fall on another territory.
  frame.focus = () => HTMLElement.prototype.focus.call(frame, { preventScroll: true });
  L.control.zoom({ zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const credit = L.control.attribution({ prefix: false }).addTo(map);
  credit.addAttribution("Contours : IGN, ADMIN EXPRESS");
  // The wheel belongs to the page until the reader has taken hold of the map.
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  map.createPane("lines").style.zIndex = 410;
  map.createPane("top").style.zIndex = 420;
  for (const name of ["lines", "top"]) map.getPane(name).style.pointerEvents = "none";
  const observer = new ResizeObserver(() => map.invalidateSize());
  observer.observe(frame);
  return { map, observer, credit, frame, component, layers: {}, byCode: new Map(), nameOf: new Map(), data: {} };
};

const replace = (state, name, layer) => {
  state.layers[name]?.remove();
  delete state.layers[name];
  if (layer) state.layers[name] = layer.addTo(state.map);
};

const choose = (state, code) => {
  state.isClicked = code !== state.data.selected;
  state.component.setTriggerValue("chosen", code);
};

const drawAreas = (state, shapes) => {
  const L = window.L;
  state.byCode = new Map();
  const layer = L.geoJSON(shapes, {
    style: { color: BORDER, weight: 0.6, fillOpacity: 0.88 },
    interactive: state.data.is_clickable,
    onEachFeature: (feature, area) => {
      state.byCode.set(feature.properties.code, area);
      area.on("click", () => choose(state, feature.properties.code));
    },
  });
  if (state.data.is_clickable) {
    layer.bindTooltip((area) => {
      const { code } = area.feature.properties;
      return words(shownName(state, area.feature.properties), state.textOf.get(code));
    }, { sticky: true, direction: "top" });
  }
  replace(state, "areas", layer);
};

const paintAreas = (state) => {
  const { data } = state;
  state.textOf = new Map(data.codes.map((code, i) => [code, data.texts[i]]));
  state.nameOf = new Map(Object.entries(data.names));
  const pen = document.createElement("canvas").getContext("2d");
  const paints = data.styles.map((style) => paintOf(style, pen));
  const keys = new Map(data.codes.map((code, i) => [code, data.keys[i]]));
  const faint = new Set(data.faint);
  const hatches = faint.size ? data.styles.map((style) => hatched(style.fill, pen)) : paints;
  for (const [code, area] of state.byCode) {
    const fillColor = (faint.has(code) ? hatches : paints)[keys.get(code)] ?? "#f7f9fb";
    area.setStyle({ fillColor, fillOpacity: data.tiles ? 0.7 : 1 });
  }
};

const drawCircles = (state) => {
  const L = window.L;
  const { circles, is_clickable: isClickable } = state.data;
  if (!circles) return replace(state, "circles", null);
  const names = new Map(
    [...state.byCode].map(([code, area]) => [code, shownName(state, area.feature.properties)]),
  );
  const group = L.featureGroup(circles.code.map((code, i) => {
    const circle = L.circleMarker([circles.latitude[i], circles.longitude[i]], {
      radius: circles.radius[i], color: "#ffffff", weight: 1,
      fillColor: circles.fill?.[i] ?? "#0b4f8a", fillOpacity: circles.fill ? 1 : 0.72, interactive: isClickable,
    });
    const told = () => circles.text?.[i] ?? state.textOf.get(code);
    circle.bindTooltip(() => words(names.get(code) ?? code, told()), { sticky: true });
    return circle.on("click", () => choose(state, code));
  }));
  replace(state, "circles", group);
};

const drawOutlines = async (state) => {
  const L = window.L;
  const { outlines, influence } = state.data;
  const shapes = await geometry(outlines);
  const near = new Set(influence);
  replace(state, "outlines", L.geoJSON(shapes, {
    pane: "lines", interactive: false, renderer: state.lines ??= L.canvas({ pane: "lines", padding: 0.3 }),
    style: { color: INK, weight: 1.4, fill: false, opacity: 0.75 },
  }));
  const reach = near.size && near.size < shapes.features.length
    ? L.geoJSON({ type: "FeatureCollection", features: shapes.features.filter((f) => near.has(f.properties.code)) }, {
      pane: "lines", interactive: false, renderer: state.lines,
      style: { color: "#8a4b00", weight: 3, dashArray: "8 5", fill: false },
    })
    : null;
  replace(state, "reach", reach);
};

const drawSelection = (state, home) => {
  const L = window.L;
  const { selected, mark } = state.data;
  const area = state.byCode.get(selected);
  replace(state, "selection", area ? L.featureGroup([["#ffffff", 6], [INK, 3]].map(([color, weight]) =>
    L.geoJSON(area.feature, {
      pane: "top", interactive: false, renderer: state.top ??= L.canvas({ pane: "top", padding: 0.3 }),
      style: { color, weight, fill: false },
    }))) : null);
  const isNew = selected !== state.shown;
  state.shown = selected;
  if (!isNew || state.isClicked) {
    state.isClicked = false;
  } else if (area) {
    state.map.fitBounds(area.getBounds(), { maxZoom: 10.5, padding: [60, 60], animate: false });
  } else if (mark) {
    state.map.setView(mark, 10, { animate: false });
  } else {
    state.map.fitBounds(home, { animate: false });
  }
};

const icon = (className, html, size, rise = size / 2) => window.L.divIcon({
  className, html, iconSize: [size, size], iconAnchor: [size / 2, rise],
});

// Where a seat leads: the sheet of its network, or the list of those that sit there.
const opened = (marker, links) => {
  if (links.length === 1) {
    const open = () => window.location.assign(links[0][1]);
    // Leaflet makes no click of the Enter key.
    marker.on("click", open).on("keypress", (event) => {
      if (event.originalEvent.key === "Enter") open();
    });
  } else if (links.length) {
    const list = document.createElement("ul");
    list.className = "obs-sheets";
    for (const [name, address] of links) {
      const link = document.createElement("a");
      link.href = address;
      link.append(text(name));
      const line = document.createElement("li");
      line.append(link);
      list.append(line);
    }
    marker.bindPopup(list);
  }
  return marker;
};

const pin = ([latitude, longitude, name, detail, links], shape) => {
  // A seat stands on its place, above the clusters of members, whose numbers stay readable.
  const isSeat = shape === "obs-seat";
  const marker = window.L.marker([latitude, longitude], {
    icon: icon(shape, "", 14, isSeat ? 21 : 7), title: `${name}, ${detail}`, alt: `${name}, ${detail}`,
    zIndexOffset: isSeat ? 1000 : 0,
  });
  return opened(marker.bindTooltip(words(name, detail), { direction: "top" }), links ?? []);
};

const drawPoints = (state) => {
  const L = window.L;
  const { seats, members } = state.data;
  replace(state, "seats", seats.length ? L.layerGroup(seats.map((seat) => pin(seat, "obs-seat"))) : null);
  if (!members.length) return replace(state, "members", null);
  const clusters = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 46,
    chunkedLoading: true,
    iconCreateFunction: (cluster) => {
      const count = cluster.getChildCount();
      const size = 24 + 8 * Math.min(Math.log10(count), 3);
      const label = count.toLocaleString("fr-FR");
      return icon("obs-cluster", `<span aria-label="${label} adhérents">${label}</span>`, size);
    },
  });
  clusters.addLayers(members.map((member) => pin(member, "obs-member")));
  replace(state, "members", clusters);
};

const drawTiles = (state) => {
  const { tiles } = state.data;
  if (Boolean(state.layers.tiles) === tiles) return;
  const credit = "Plan IGN — Géoplateforme";
  replace(state, "tiles", tiles ? window.L.tileLayer(PLAN, { maxZoom: 19, zIndex: 1 }) : null);
  if (tiles) state.credit.addAttribution(credit);
  else state.credit.removeAttribution(credit);
};

// The legend is a vertical ladder in a corner of the map, and below it on a telephone.
const swatch = (className, style = {}) => {
  const mark = document.createElement("span");
  mark.className = className;
  Object.assign(mark.style, style);
  return mark;
};

const line = (mark, label, count) => {
  const item = document.createElement("li");
  item.append(mark, text(` ${label}`));
  if (count) {
    const number = document.createElement("span");
    number.className = "obs-legend-count";
    number.append(text(count));
    item.append(text(" "), number);
  }
  return item;
};

const drawLegend = (root, { legend }) => {
  const box = root.querySelector(".obs-legend");
  box.replaceChildren();
  box.hidden = !legend;
  if (!legend) return;
  if (legend.title) {
    const title = document.createElement("p");
    title.className = "obs-legend-title";
    title.append(text(legend.title));
    box.append(title);
  }
  const list = document.createElement("ul");
  for (const { label, radius } of legend.sizes) {
    const size = `${2 * radius}px`;
    list.append(line(swatch("obs-circle", { width: size, height: size }), label));
  }
  for (const { label, count, fill, pattern, is_dot: isDot } of legend.lines) {
    const shape = isDot ? "obs-dot" : `obs-swatch${pattern ? ` obs-${pattern}` : ""}`;
    list.append(line(swatch(shape, { backgroundColor: fill }), label, count));
  }
  for (const { label, kind } of legend.points) list.append(line(swatch(`obs-key-${kind}`), label));
  box.append(list);
};

// Leaflet measures its frame, so the style sheets come first.
const dress = (root, assets) => Promise.all(
  [...root.querySelectorAll("link[data-file]:not([href])")].map((sheet) => new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    sheet.setAttribute("href", `${assets}/${sheet.dataset.file}`);
  })),
);

const update = async (root, component, turn) => {
  const { data } = component;
  const [shapes] = await Promise.all([
    geometry(data.geometry), geometry(data.outlines), load(data.assets, data.members.length > 0),
    dress(root, data.assets),
  ]);
  const slot = instances.get(root);
  // A newer rerun overtook this one while its files were on the way, or the page was left.
  if (slot?.turn !== turn) return;
  slot.state ??= create(root, component);
  const { state } = slot;
  const isNewLevel = state.data.geometry !== data.geometry;
  Object.assign(state, { data, component });
  state.frame.setAttribute("aria-label", data.label);
  drawLegend(root, data);
  if (!state.home) {
    const outlines = await geometry(data.outlines);
    state.home = window.L.geoJSON(outlines).getBounds();
    state.map.fitBounds(state.home, { animate: false });
    state.shown = "";
  }
  if (isNewLevel) drawAreas(state, shapes);
  paintAreas(state);
  drawTiles(state);
  drawCircles(state);
  await drawOutlines(state);
  drawSelection(state, state.home);
  drawPoints(state);
  state.frame.dataset.ready = data.token;
};

export const draw = (component) => {
  const root = component.parentElement;
  const slot = instances.get(root) ?? { turn: 0 };
  slot.turn += 1;
  instances.set(root, slot);
  live.add(slot);
  update(root, component, slot.turn).catch((error) => {
    root.querySelector(".obs-map").textContent =
      "La carte n’a pas pu être chargée ; le tableau porte les mêmes chiffres.";
    throw error;
  });
  return (parent) => {
    const slot = instances.get(parent);
    const { state } = slot ?? {};
    live.delete(slot);
    state?.observer.disconnect();
    state?.map.remove();
    instances.delete(parent);
  };
};
