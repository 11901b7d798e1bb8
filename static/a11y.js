// On a narrow screen Streamlit's menu is a list whose items are wrapped in sections, which breaks
// what a screen reader says of it: the sections become groups and the list stops being one.
(() => {
  const mend = () => {
    for (const list of document.querySelectorAll('[data-testid="stSidebarNavItems"]:not([role])')) {
      list.setAttribute("role", "group");
    }
    for (const item of document.querySelectorAll('[data-testid="stSidebarNavItems"] li:not([role])')) {
      item.setAttribute("role", "none");
    }
  };
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
})();

// On a phone the menu lies over the page: once a page is chosen it closes, and does not come back.
// A click that opens elsewhere (new tab) leaves it as it is.
(() => {
  const NARROW = 768;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('[data-testid="stSidebarNavLink"]');
    if (!link || innerWidth > NARROW || event.ctrlKey || event.metaKey || event.shiftKey) return;
    setTimeout(() => {
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
    }, 0);
  });
})();

// A chart is drawn for the width of the window; on paper it is made as narrow as the sheet.
(() => {
  const SHEET = 700;
  addEventListener("beforeprint", () => {
    const widths = [...document.querySelectorAll('.obs-chart')].map((chart) => chart.clientWidth);
    const zoom = Math.min(1, SHEET / Math.max(SHEET, ...widths));
    document.documentElement.style.setProperty("--obs-print-zoom", zoom);
  });
})();

// Names along a chart lead to their sheet by the pointer. The keyboard finds the same links under « Données »,
// and does not stop at twenty names on its way there; nor at the address of each heading, which « Citer » gives.
(() => {
  const SKIPPED = '.obs-chart svg a:not([tabindex]), [data-testid="stHeaderActionElements"] a:not([tabindex])';
  const mend = () => {
    for (const link of document.querySelectorAll(SKIPPED)) {
      link.setAttribute("tabindex", "-1");
    }
  };
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
})();

// Enter in the search box opens its first answer: what is typed fast waits for its own answers, not for
// those of the letters before.
(() => {
  let typed = null;
  const follow = () => {
    const found = document.querySelector(".obs-search");
    if (typed === null || found?.dataset.typed !== typed) return;
    typed = null;
    found.querySelector("a")?.click();
  };
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.(".st-key-search input");
    if (!box || event.isComposing) return;
    typed = event.key === "Enter" ? box.value : null;
    follow();
  });
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });
})();
