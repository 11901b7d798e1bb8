// Makes the headers of tables marked data-sortable sort their rows, with buttons and aria-sort, and
// says which rows of a long one are in sight.
// Without this script the table stays what it is: readable, in the order of the page.
(() => {
  const key = (row, column) => row.cells[column].dataset.sort;

  const compare = (a, b) => {
    // Empty values stay last whatever the direction: the caller flips only known ones.
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "fr") : x - y;
  };

  const sort = (header) => {
    const table = header.closest("table");
    const body = table.tBodies[0];
    const column = header.cellIndex;
    const up = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...body.rows];
    const known = rows.filter((row) => key(row, column) !== "");
    const empty = rows.filter((row) => key(row, column) === "");
    known.sort((a, b) => (up ? 1 : -1) * compare(key(a, column), key(b, column)));
    body.append(...known, ...empty);
  };

  const prepare = (table) => {
    table.dataset.sortable = "ready";
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.addEventListener("click", () => sort(header));
      header.replaceChildren(button);
    }
  };

  // Which rows of a long table are in sight, of how many: nothing else says that it goes on.
  const count = (box) => {
    const note = box.nextElementSibling;
    if (!note) return; // the page has replaced the table meanwhile
    const rows = [...box.querySelectorAll("tbody tr")];
    const { top, bottom } = box.getBoundingClientRect();
    const head = box.querySelector("thead").getBoundingClientRect().height;
    const seen = rows.filter((row) => {
      const place = row.getBoundingClientRect();
      const middle = (place.top + place.bottom) / 2;
      return middle > top + head && middle < bottom;
    });
    note.hidden = seen.length === rows.length;
    if (!seen.length) return;
    const [first, last] = [seen[0], seen[seen.length - 1]].map((row) => rows.indexOf(row) + 1);
    note.textContent = `Lignes ${first} à ${last} sur ${rows.length}`;
  };

  const sized = new ResizeObserver((boxes) => boxes.forEach(({ target }) => count(target)));

  const watch = (note) => {
    note.dataset.counted = "true";
    const box = note.previousElementSibling;
    box.addEventListener("scroll", () => requestAnimationFrame(() => count(box)));
    sized.observe(box);
  };

  const scan = () => {
    document.querySelectorAll('table[data-sortable="true"]').forEach(prepare);
    document.querySelectorAll(".obs-rows:not([data-counted])").forEach(watch);
  };
  new MutationObserver(scan).observe(document.documentElement, { childList: true, subtree: true });
})();
