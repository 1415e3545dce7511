// The comparison of a sheet with what stands in the book: its draft is thrown away where the person says so, whichever
// script keeps drafts of that sort; another sheet's draft may bear the same name, but not the same key. The outbox lets go of
// the sheet by the same button (outbox.js).
(function () {
  "use strict";
  const shelves = ["bank:", "draft:", "delivery:"].map((prefix) => window.drafts.shelf(prefix));
  for (const button of document.querySelectorAll("[data-draft-drop]")) {
    button.addEventListener("click", () => {
      const name = button.dataset.draftDrop, keys = (button.dataset.draftKeys || "").split(" ");
      for (const shelf of shelves) { const there = shelf.get(name); if (there && keys.includes(there.key)) shelf.drop(name); }
      button.querySelector("span").textContent = button.dataset.done;
      button.disabled = true;
    });
  }
})();
