// What a person who cannot see, or sees little, needs of a page; each line of the result is a fault.
() => {
  const faults = [];
  const shown = (e) => !!(e.offsetWidth || e.offsetHeight || e.getClientRects().length);
  const name = (e) => (e.getAttribute("aria-label") || (e.labels && e.labels[0] && e.labels[0].innerText) ||
    (e.getAttribute("aria-labelledby") || "").split(" ").map((id) => (document.getElementById(id) || {}).textContent || "").join(" ") ||
    e.innerText || e.textContent || "").trim();
  const place = (e) => e.tagName + (e.id ? "#" + e.id : "") + " " + (e.textContent || "").trim().slice(0, 40);

  for (const e of document.querySelectorAll("a[href],button,select,input,nav,[role=region],[role=group],svg[role=img]"))
    if (shown(e) && !name(e)) faults.push("no name: " + place(e));

  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) faults.push("id twice: " + id);

  let level = 0;
  for (const e of document.querySelectorAll("h1,h2,h3,h4")) {
    if (!shown(e)) continue;
    const next = Number(e.tagName[1]);
    if (next > level + 1) faults.push("heading skips a level: " + place(e));
    if (!e.innerText.trim()) faults.push("empty heading: " + place(e));
    level = next;
  }
  for (const e of document.querySelectorAll("table")) {
    if (!e.querySelector("th[scope]")) faults.push("table without headers: " + place(e));
    if (!e.caption && !e.closest("[aria-label]")) faults.push("table without a name: " + place(e));
  }

  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = (c) => {
    const part = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const behind = (e) => {
    for (let up = e; up; up = up.parentElement) {
      const c = rgb(getComputedStyle(up).backgroundColor);
      if (c.length < 4 || c[3] > 0.9) if (c.length >= 3 && !(c.length === 4 && c[3] === 0)) return c;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.nodeValue.trim() || seen.has(e) || !shown(e) || e.closest("svg,script,style")) continue;
    seen.add(e);
    const style = getComputedStyle(e);
    const [a, b] = [light(rgb(style.color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.push("contrast " + ratio.toFixed(2) + ": " + place(e));
  }

  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) faults.push("page overflows: " + document.documentElement.scrollWidth);
  for (const e of document.querySelectorAll("main *")) {
    if (!shown(e) || e.closest(".scroll,svg,.skip")) continue;
    const box = e.getBoundingClientRect();
    if (box.right > wide + 1 || box.left < -1) faults.push("sticks out: " + place(e));
  }
  return faults;
}
