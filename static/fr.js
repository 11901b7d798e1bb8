// Streamlit's own labels are English and have no translation: this puts them into French as they
// appear, in the text of its chrome and in the names that screen readers speak. It also puts in the
// spaces that hold before high signs, units and quotation marks.
(() => {
  const words = {
    "Skip to main content": "Aller au contenu",
    "Main menu": "Menu principal",
    "Navigate to home page": "Aller à la première page",
    "App pages": "Pages de l’application",
    "Main navigation": "Navigation principale",
    "Choose an option": "Choisir…",
    "Choose options": "Choisir…",
    "No results": "Aucun résultat",
    "Select all": "Tout sélectionner",
    "Clear all": "Tout effacer",
    "Clear value": "Effacer",
    "Clear selection": "Effacer la sélection",
    "Fullscreen": "Plein écran",
    "View fullscreen": "Plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Download as CSV": "Télécharger en CSV",
    "Search": "Rechercher",
    "Show/hide columns": "Afficher ou masquer des colonnes",
    "Upload": "Charger",
    "Browse files": "Parcourir",
    "Drag and drop file here": "Déposez le fichier ici",
    "Drag and drop files here": "Déposez les fichiers ici",
    "Close": "Fermer",
    "Open": "Ouvrir",
    "open": "ouvrir",
    "Rerun": "Relancer",
    "Settings": "Réglages",
    "Print": "Imprimer",
    "Stop": "Arrêter",
    "Running...": "Calcul en cours…",
    "Connecting": "Connexion…",
    "Loading...": "Chargement…",
    "Copy to clipboard": "Copier",
    "Link to heading": "Lien vers ce titre",
    "Help": "Aide",
    "Expand": "Déplier",
    "Collapse": "Replier",
    "More options": "Autres options",
    "Remove": "Retirer",
    "Press Enter to apply": "Entrée pour valider",
    "This app has encountered an error. The original error message is redacted to prevent data leaks. Full error details have been recorded in the logs (if you're on Streamlit Cloud, click on 'Manage app' in the lower right of your app).":
      "Cette partie de la page n’a pas pu être calculée. L’incident est noté dans le journal du serveur ; rechargez la page, et prévenez l’équipe s’il revient.",
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "La page demandée n’existe pas : voici la page d’accueil.",
    "Expand sidebar": "Ouvrir le menu",
    "Collapse sidebar": "Fermer le menu",
    "Sidebar": "Menu",
    "Logo": "Observatoire des clusters",
    "Previous page": "Page précédente",
    "Next page": "Page suivante",
  };
  const patterns = [
    [/^(\d+)(?:\.(\d+))?\s?([KMG]?)B$/, (_, whole, part, scale) => `${whole}${part ? `,${part}` : ""}\u00a0${scale.replace("K", "k")}o`],
    [/^(?:Limit )?(\d+)\s?MB per file(.*)$/, "$1 Mo au plus par fichier$2"],
    [/^(\S+) files are not allowed\.?$/, "Le format $1 n’est pas lu : envoyez un CSV, un XLSX ou un ODS."],
    [/^File must be (\d+)(?:\.0)?\s?MB or smaller\.?$/, "$1 Mo au plus : allégez le fichier, ou envoyez-le en plusieurs."],
    [/^You have requested page (\S+), but no corresponding file was found.*$/,
      "La page $1 n’existe pas : voici la page d’accueil."],
    [/^Selected (.+)\. (.+)$/, "$1 sélectionné. $2"],
    [/^Remove (.+)$/, "Retirer $1"],
    // A box that also takes what it does not list looks for it.
    [/^Add: (.+)$/, "Chercher «\u00a0$1\u00a0»"],
    [/^Help for (.+)$/, "Aide : $1"],
    [/^(\d+) more$/, "$1 de plus"],
  ];
  const names = ["aria-label", "title", "placeholder", "alt"];

  const french = (text) => {
    const trimmed = text.trim();
    if (Object.hasOwn(words, trimmed)) return text.replace(trimmed, words[trimmed]);
    const found = patterns.find(([pattern]) => pattern.test(trimmed));
    return found ? text.replace(trimmed, trimmed.replace(...found)) : spaced(text);
  };

  // As `method.plain_text.spaced` does for what leaves in documents: here for every text of the
  // screen, the labels of buttons and of charts among them. What is to be copied is left as it is.
  const COPIED = "code, pre, textarea, script, style";
  const spaced = (text) => text
    .replace(/(?<!\s)[ \u00a0](?=[;!?]+(?:[\s»)]|$))|(?<=\d) (?=\d{3}(?!\d))/g, "\u202f")
    .replace(/(?<!\s) (?=:(?:\s|$)|»)|(?<=\d) (?=%|[kM]?€)|(?<=«) /g, "\u00a0");

  const translate = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(COPIED)) return;
      const text = french(node.data);
      if (text !== node.data) node.data = text;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of names) {
      const value = node.getAttribute(name);
      if (value && french(value) !== value) node.setAttribute(name, french(value));
    }
    node.childNodes.forEach(translate);
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else translate(change.target);
    }
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: names,
  });
})();
