// What the server put into the page goes once the page has drawn its own, or says what keeps it.
(() => {
  const opening = document.getElementById("obs-opening");
  const drawn = '#root :is(.obs-answer, .obs-empty, .obs-footer, [data-testid="stAlert"]), [role="dialog"]';
  new MutationObserver((_, observer) => {
    if (!document.querySelector(drawn)) return;
    opening.remove();
    observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true });
})();
