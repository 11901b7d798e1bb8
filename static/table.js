// Makes the headers of tables marked data-sortable sort their rows, with buttons and aria-sort.
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

  const scan = () => document.querySelectorAll('table[data-sortable="true"]').forEach(prepare);
  new MutationObserver(scan).observe(document.documentElement, { childList: true, subtree: true });
})();
