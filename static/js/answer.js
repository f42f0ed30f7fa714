// The form of a survey: takes the code from the link, and shows that a browser takes trouble. It keeps nothing.
"use strict";

const form = document.querySelector("[data-answer]");
const code = document.getElementById("code");

// The code stands behind "#", which no server sees; it leaves the address bar, so that nobody reads it there.
if (location.hash.length > 1 && code) {
  const given = location.hash.slice(1);
  if (!document.getElementById(given)) {
    code.value = code.value || given.slice(0, 40);
    history.replaceState(null, "", location.pathname + location.search);
  }
}

const ROUND = [];
const START = [];
for (let n = 2; ROUND.length < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
  if (!prime) continue;
  const part = (root) => ((n ** root % 1) * 2 ** 32) | 0;
  if (START.length < 8) START.push(part(1 / 2));
  ROUND.push(part(1 / 3));
}
const words = new Int32Array(64);

// The first 32 bits of the SHA-256 of a text of at most 55 plain letters.
function firstBits(text) {
  words.fill(0);
  for (let i = 0; i < text.length; i += 1) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i % 4));
  words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length % 4));
  words[15] = text.length * 8;
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i += 1) {
    if (i > 15) {
      const x = words[i - 15];
      const y = words[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
    }
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return (START[0] + a) >>> 0;
}

if (form) {
  const proof = form.elements.proof;
  const puzzle = form.elements.token.value.split(":").pop();
  const bits = Number(form.dataset.bits);
  let next = 0;
  let waiting = null;

  // In small pieces, so that the page never stops.
  const search = () => {
    for (const end = next + 2000; next < end; next += 1) {
      if (firstBits(`${puzzle}:${next}`) >>> (32 - bits) === 0) {
        proof.value = String(next);
        if (waiting) form.requestSubmit(waiting);
        return;
      }
    }
    setTimeout(search, 0);
  };
  if (!proof.value && puzzle.length < 48) search();

  form.addEventListener("submit", (event) => {
    const sends = event.submitter && event.submitter.value === "send";
    if (!sends || proof.value || !form.elements.token.value) return;
    event.preventDefault();
    waiting = event.submitter;
    form.querySelector("[data-waits]").hidden = false;
  });
}
