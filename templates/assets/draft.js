// A draft on the telephone: what is typed into a long form outlives the browser and a bad line. The server knows nothing of
// it; the key that travels with a draft makes sending it a second time harmless. The meeting sheet and a visit share it.
(function () {
  "use strict";
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));

  // A place in the browser for drafts of one sort; a browser that keeps nothing says so by `false`.
  function shelf(prefix) {
    return {
      get(name) { try { return JSON.parse(localStorage.getItem(prefix + name)); } catch (_) { return null; } },
      set(name, value) { try { localStorage.setItem(prefix + name, JSON.stringify(value)); return true; } catch (_) { return false; } },
      drop(name) { try { localStorage.removeItem(prefix + name); } catch (_) { /* nothing was kept */ } },
    };
  }
  const setIcon = (root, name) => { const use = one("use", root); use.setAttribute("href", use.getAttribute("href").split("#")[0] + "#" + name); };

  // Keeps the draft of a form. `own` may say more: `store`; `skip`, names of fields that are no part of it; `more`, what else
  // is kept; `make`, called before a draft is laid on the form; `laid`, after; `typed`, when somebody types; `kept`, with
  // whether it was kept.
  function keep(form, own) {
    const name = form.dataset.draft, firstKey = form.elements.key.value, store = own.store || shelf("draft:");
    const skip = ["key"].concat(own.skip || []);
    const back = document.getElementById("draft-back"), discard = document.getElementById("draft-discard");
    const label = one("span", discard).textContent, said = one("p", back).dataset;
    const local = (text) => (form.dataset.digits === "khmer" ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
    let timer, dirty = false, dropped = null, blank = "";

    function fields() {
      const found = {};
      new FormData(form).forEach((value, key) => { if (typeof value === "string" && value !== "" && skip.indexOf(key) < 0) found[key] = value; });
      return found;
    }
    function save() {
      clearTimeout(timer);
      if (!dirty) return;
      dirty = false;
      const now = fields();
      if (JSON.stringify(now) === blank) { store.drop(name); kept(null); return; }
      kept(store.set(name, Object.assign({ at: Date.now(), key: form.elements.key.value, fields: now }, own.more ? own.more() : {})));
    }
    function kept(ok) {
      const sign = document.getElementById("kept");
      sign.hidden = ok === null;
      sign.classList.toggle("lost", ok === false);
      one("span", sign).textContent = ok ? form.dataset.sayKept : form.dataset.sayLost;
      setIcon(sign, ok ? "cloud-check" : "cloud-off");
      if (own.kept) own.kept(ok);
    }
    function touched() { dirty = true; clearTimeout(timer); timer = setTimeout(save, 250); form.dispatchEvent(new Event("typed")); }
    function lay(draft) {
      const names = Object.keys(draft.fields);
      if (own.make) own.make(draft, names);
      for (const key of names) {
        const field = form.elements[key];
        if (!field) continue;
        if (field.type === "checkbox") field.checked = true;
        else if (field.length && field[0].type === "radio") all('input[name="' + key + '"]', form).forEach((r) => { r.checked = r.value === draft.fields[key]; });
        else if (field.type !== "file") field.value = draft.fields[key];
        // What stands in a fold is shown, or nobody would know that it is filled in.
        const first = field.length && !field.options ? field[0] : field, fold = first.closest("details");
        if (fold && field.type !== "hidden") fold.open = true;
      }
      // The draft's own key goes with it: if it did arrive before the line broke, the server knows it again.
      if (draft.key) form.elements.key.value = draft.key;
      if (own.laid) own.laid(draft);
    }
    function when(time) {
      const d = new Date(time), two = (n) => String(n).padStart(2, "0");
      return local(two(d.getDate()) + "/" + two(d.getMonth() + 1) + "/" + d.getFullYear() + " " + two(d.getHours()) + ":" + two(d.getMinutes()));
    }
    function show(text, word) {
      one("p", back).textContent = text;
      one("span", discard).textContent = word;
      setIcon(discard, dropped ? "undo-2" : "trash-2");
      back.hidden = false;
    }
    discard.addEventListener("click", () => {
      if (dropped) {
        const draft = dropped;
        dropped = null;
        lay(draft);
        show(said.back.replace("%", when(draft.at)), label);
        touched();
      } else {
        save();
        dropped = store.get(name);
        store.drop(name);
        form.reset();
        form.elements.key.value = firstKey;
        if (own.laid) own.laid(null);
        kept(null);
        show(said.gone, discard.dataset.undo);
      }
    });
    const typed = () => { if (own.typed) own.typed(); touched(); };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

    return {
      touched,
      save() { dirty = true; save(); },
      // What was typed and came back with mistakes is newer than any draft.
      start() {
        const draft = form.dataset.typed ? null : store.get(name);
        if (form.dataset.typed) dirty = true; else blank = JSON.stringify(fields());
        if (draft && draft.fields && JSON.stringify(draft.fields) !== blank) {
          lay(draft);
          show(said.back.replace("%", when(draft.at)), label);
          kept(true);
        }
        if (dirty) save();
      },
    };
  }
  window.drafts = { shelf, keep };

  // A page that tells which sendings arrived ends the draft that carried one of their keys.
  const plain = shelf("draft:");
  for (const done of all("[data-draft-done][data-draft-keys]")) {
    const draft = plain.get(done.dataset.draftDone);
    if (draft && done.dataset.draftKeys.split(" ").indexOf(draft.key) >= 0) plain.drop(done.dataset.draftDone);
  }

  const form = document.getElementById("visit");
  if (!form || !form.dataset.draft) return;
  const draft = keep(form, {});
  draft.start();

  // Pressing an answer again takes it back: nothing was said then.
  let before = null;
  form.addEventListener("pointerdown", (event) => {
    const label = event.target.closest(".answers > label"), radio = label && document.getElementById(label.htmlFor);
    before = radio && radio.checked ? radio : null;
  });
  form.addEventListener("click", (event) => {
    const label = event.target.closest(".answers > label"), radio = label && document.getElementById(label.htmlFor);
    if (!radio || radio !== before) return;
    event.preventDefault();
    radio.checked = false;
    before = null;
    draft.touched();
  });

  // Without a line the outbox takes it (outbox.js). Where a browser has none, nothing is sent and nothing lost: it is said
  // once, and whoever wants may try all the same.
  const here = /^(localhost|127\.|\[::1\])/.test(location.hostname), offline = document.getElementById("offline");
  const outboxTakes = () => window.outbox && window.outbox.able();
  form.addEventListener("submit", (event) => {
    draft.save();
    if (!outboxTakes() && navigator.onLine === false && (!here || form.dataset.strict) && offline.hidden) {
      event.preventDefault();
      delete form.dataset.sent;
      offline.hidden = false;
      offline.scrollIntoView({ block: "center" });
    }
  });
  window.addEventListener("online", () => { if (!outboxTakes()) offline.hidden = true; });
})();
