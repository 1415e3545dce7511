// The comparison of a sheet with what stands in the book: its draft is thrown away where the person says so, whichever
// script keeps drafts of that sort. The outbox lets go of the sheet by the same button (outbox.js).
(function () {
  "use strict";
  const shelves = ["bank:", "draft:", "delivery:"].map((prefix) => window.drafts.shelf(prefix));
  for (const button of document.querySelectorAll("[data-draft-drop]")) {
    button.addEventListener("click", () => {
      for (const shelf of shelves) shelf.drop(button.dataset.draftDrop);
      button.querySelector("span").textContent = button.dataset.done;
      button.disabled = true;
    });
  }
})();
