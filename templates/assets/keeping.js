// What the pages and the worker behind them share: the outbox, how one row of it is sent, and the kept sheets.
//
// A row is { key, url, page, fields, multipart, title, owner, draft, at, state, tries, wants, answer }. Its state is
// `waiting` (sent by itself), `held` (changed since; sent when she presses again), `asks` (she has to look) or `arrived`.
(function () {
  "use strict";
  const PAGES = "sansom-pages-", SHELL = "sansom-shell", FILES = "sansom-assets", PAGES_MOST = 24, PATIENCE = 20000;

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
  // Changes a row unless she has put another content in its place meanwhile, or it is in none of the states that are named.
  const change = (one, to, from) => store("readwrite", (all) => {
    const asked = all.get(one.key);
    asked.onsuccess = () => {
      const there = asked.result;
      if (there && there.at === one.at && (!from || from.includes(there.state))) all.put(Object.assign(there, to));
    };
    return asked;
  });

  // ---- sending ----
  function body(one) {
    const made = one.multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of one.fields) made.append(name, value);
    return made;
  }
  // A picture takes its time on a bad line: 64 kbit/s are eight bytes a millisecond.
  const patience = (one) => PATIENCE + one.fields.reduce((sum, [, value]) => sum + (typeof value === "string" ? value.length : value.size), 0) / 8;
  // Whether she has to look: what is too late or too often is tried again, and a closed door opens.
  const refuses = (status) => status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
  // Sends a row and writes down what became of it; the status, 0 where no answer of ours came. What stands at a hotel's
  // gate may answer too: only what carries our own mark counts.
  async function send(one) {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), patience(one));
    // What she has changed under way is no more what was answered.
    const becomes = (to) => change(one, to, ["waiting"]);
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
    if (status === 200) await becomes({ state: "arrived", answer });
    else if (status === 401) await becomes({ wants: "sign-in" });
    else if (status === 403) await becomes({ wants: "password" });
    else if (refuses(status)) await becomes({ state: "asks", wants: "", status });
    else await becomes({ tries: (one.tries || 0) + 1, wants: "", status });
    return status;
  }
  // Sends what waits, the oldest first, and what failed behind the others. Of everybody where no owner is named: the server
  // takes a row from its owner alone.
  async function drain(owner) {
    const became = [], all = (await rows()).sort((a, b) => (a.tries || 0) - (b.tries || 0));
    for (const known of all.filter((one) => one.state === "waiting" && (!owner || one.owner === owner))) {
      // The one before may have taken minutes: this one may be thrown away, changed or another one by now.
      const one = await row(known.key);
      if (!one || one.state !== "waiting" || one.at !== known.at || one.owner !== known.owner) continue;
      const status = await send(one);
      became.push({ key: one.key, status });
      if (status === 0 || (owner && (status === 401 || status === 403))) break;
    }
    return became;
  }
  // Whether the server can be reached now; without a line a page is better not left.
  async function line() {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), 4000);
    try { return (await fetch("/healthz", { method: "HEAD", cache: "no-store", redirect: "manual", signal: stop.signal })).ok; } catch (_) { return false; } finally { clearTimeout(late); }
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
  // The files that a page names, each with its version.
  const named = (text) => (text.match(/"\/(a|outbox\/words)\/[^"#]+/g) || []).map((found) => found.slice(1));
  // After a release a page may come before its files: it is kept with all of them or not, and the older whole copy stays.
  async function whole(text) {
    const files = await caches.open(FILES);
    try {
      for (const name of new Set(named(text))) if (!(await files.match(name, { ignoreVary: true }))) await files.add(name);
      return true;
    } catch (_) { return false; }
  }
  // A page with another text: how it was packed on the line does not hold of that.
  function rewritten(answer, text) {
    const headers = new Headers(answer.headers);
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    return new Response(text, { headers });
  }
  // What came in today and the cash box stand below the deliveries' form, last on the page: nobody needs them to fill it in.
  const bare = (text) => text.replace(/(<div id="list">)[^]*(<\/div><\/div><\/main>)/, "$1$2");
  // Keeps a page that says whose sheet it is; one that is no sheet any more is dropped. Whether it is kept.
  async function take(url, answer) {
    const at = address(url), owner = answer.ok && answer.headers.get("Sansom-Keep");
    if (!owner) {
      if (answer.ok || answer.status === 404) for (const name of await pages()) await (await caches.open(name)).delete(at, { ignoreVary: true });
      return false;
    }
    await forget(owner);
    const text = bare(await answer.text());
    if (!(await whole(text))) return false;
    const cache = await caches.open(PAGES + owner);
    await cache.put(at, rewritten(answer, text));
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

  self.keeping = { FILES, rows, row, put, drop, change, refuses, send, drain, line, alone, body, find, take, forget, rewritten, fetchAndKeep, keepShell, shell, sheets, pages, named, address };
})();
