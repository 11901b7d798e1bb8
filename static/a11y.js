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
