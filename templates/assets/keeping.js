// What the pages and the worker behind them share: the outbox, how one row of it is sent, and the kept sheets.
//
// A row is { key, url, page, fields, multipart, title, owner, draft, at, state, tries, wants, answer }. Its state is
// `waiting` (sent by itself), `held` (changed since; sent when she presses again), `asks` (she has to look) or `arrived`.
(function () {
  "use strict";
  const PAGES = "sansom-pages-", SHELL = "sansom-shell", PAGES_MOST = 24, PATIENCE = 20000;

  // ---- the outbox ----
  function open() {
    return new Promise((ok, no) => {
      const asked = indexedDB.open("sansom", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
      asked.onsuccess = () => ok(asked.result);
      asked.onerror = () => no(asked.error);
    });
  }
  async function store(mode, act) {
    const db = await open();
    return new Promise((ok, no) => {
      // Strict: a row that is said to be kept outlives a battery that falls out.
      const all = db.transaction("outbox", mode, { durability: "strict" }), asked = act(all.objectStore("outbox"));
      all.oncomplete = () => { db.close(); ok(asked.result); };
      all.onabort = all.onerror = () => { db.close(); no(all.error); };
    });
  }
  const rows = async () => (await store("readonly", (all) => all.getAll())).sort((a, b) => a.at - b.at);
  const row = (key) => store("readonly", (all) => all.get(key));
  const put = (one) => store("readwrite", (all) => all.put(one));
  const drop = (key) => store("readwrite", (all) => all.delete(key));
  // Changes a row unless she has put another content in its place meanwhile.
  const change = (one, to) => store("readwrite", (all) => {
    const asked = all.get(one.key);
    asked.onsuccess = () => { if (asked.result && asked.result.at === one.at) all.put(Object.assign(asked.result, to)); };
    return asked;
  });

  // ---- sending ----
  function body(one) {
    const made = one.multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of one.fields) made.append(name, value);
    return made;
  }
  // Sends a row and writes down what became of it; the status, 0 where no answer of ours came. What stands at a hotel's
  // gate may answer too: only what carries our own mark counts.
  async function send(one) {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE);
    let status = 0, answer = null;
    try {
      const told = await fetch(one.url, {
        method: "POST", body: body(one), credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal,
        headers: { "Sansom-Outbox": "1", "Sansom-Owner": one.owner },
      });
      if (told.headers.get("Sansom-Outbox")) {
        answer = told.status === 200 ? (await told.json()).url : null;
        status = told.status;
      }
    } catch (_) { status = 0; }
    clearTimeout(late);
    if (status === 200) await change(one, { state: "arrived", answer });
    else if (status === 401) await change(one, { wants: "sign-in" });
    else if (status === 403) await change(one, { wants: "password" });
    else if (status >= 400 && status < 500 && status !== 408 && status !== 429) await change(one, { state: "asks", wants: "", status });
    else await change(one, { tries: (one.tries || 0) + 1, wants: "", status });
    return status;
  }
  // Sends what waits, the oldest first. Of everybody where no owner is named: the server takes a row from its owner alone.
  async function drain(owner) {
    const became = [];
    for (const one of await rows()) {
      if (one.state !== "waiting" || (owner && one.owner !== owner)) continue;
      const status = await send(one);
      became.push({ key: one.key, status });
      if (status === 0 || (owner && (status === 401 || status === 403))) break;
    }
    return became;
  }
  // One tab or worker at a time; where a browser knows no locks, the key alone makes a second sending harmless.
  const alone = (act) => (self.navigator.locks ? navigator.locks.request("sansom-outbox", act) : act());

  // ---- kept sheets ----
  function address(url) {
    const at = new URL(url, location.origin);
    at.hash = "";
    at.searchParams.delete("done");
    return at.href;
  }
  async function pages() { return (await caches.keys()).filter((name) => name.startsWith(PAGES)); }
  // Drops the sheets of everybody but this owner; without one, of everybody.
  async function forget(owner) {
    for (const name of await pages()) if (!owner || name !== PAGES + owner) await caches.delete(name);
  }
  async function find(url) {
    for (const name of await pages()) {
      const kept = await (await caches.open(name)).match(address(url), { ignoreVary: true });
      if (kept) return kept;
    }
    return null;
  }
  // Keeps a page that says whose sheet it is; one that is no sheet any more is dropped. Whether it is kept.
  async function take(url, answer) {
    const at = address(url), owner = answer.ok && answer.headers.get("Sansom-Keep");
    if (!owner) {
      if (answer.ok || answer.status === 404) for (const name of await pages()) await (await caches.open(name)).delete(at, { ignoreVary: true });
      return false;
    }
    await forget(owner);
    const cache = await caches.open(PAGES + owner);
    await cache.put(at, answer);
    const all = await cache.keys();
    for (const old of all.slice(0, Math.max(0, all.length - PAGES_MOST))) await cache.delete(old);
    return true;
  }
  // Fetches a sheet and keeps it; false where it may not be kept or no answer came.
  async function fetchAndKeep(url) {
    try { return await take(url, await fetch(url, { credentials: "same-origin", cache: "no-store" })); } catch (_) { return false; }
  }
  // The page for when there is no line, in the words of whoever is signed in; it holds nothing of anybody.
  async function keepShell() { await (await caches.open(SHELL)).add(new Request("/offline", { cache: "no-store" })); }
  const shell = async () => (await caches.open(SHELL)).match("/offline", { ignoreVary: true });
  // Every kept sheet of an owner with its title, which its form says: no name stands in it.
  async function sheets(owner) {
    const found = [];
    if (!owner || !(await pages()).includes(PAGES + owner)) return found;
    const cache = await caches.open(PAGES + owner);
    for (const asked of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(asked, { ignoreVary: true })).text(), "text/html");
      const form = page.querySelector("form[data-outbox]");
      if (form) found.push({ url: asked.url, title: form.dataset.outbox });
    }
    return found;
  }

  self.keeping = { rows, row, put, drop, change, send, drain, alone, body, find, take, forget, fetchAndKeep, keepShell, shell, sheets, pages, address };
})();
