// SPDX-License-Identifier: Apache-2.0
// The data, and how numbers and names are told. Names and messages can hold anything: they come into the page as text
// alone, and what would not be seen, or would turn the rest around, is made visible.
const data = JSON.parse(document.getElementById("data").textContent);
const report = data.summary;
const history = data.history;

const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
function shown(text) {
  return String(text).replace(unseen, (c) => `\u27e8U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`);
}

function count(number) {
  return number.toLocaleString("en");
}

function counted(number, one, several) {
  return `${count(number)} ${number === 1 ? one : several}`;
}

// Three digits.
function digits(number) {
  const size = Math.abs(number);
  return number.toFixed(size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2);
}

function duration(seconds) {
  if (seconds === 0) return "0 s";
  if (seconds < 1e-6) return `${digits(seconds * 1e9)} ns`;
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} \u00b5s`;
  if (seconds < 1) return `${digits(seconds * 1e3)} ms`;
  if (seconds < 120) return `${digits(seconds)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.length; ++unit) bytes /= 1024;
  return `${unit === 0 ? count(bytes) : digits(bytes)} ${units[unit]}`;
}

function rate(perSecond) {
  return `${perSecond >= 1000 ? count(Math.round(perSecond)) : digits(perSecond)} items/s`;
}

function percent(share) {
  return `${digits(share * 100)} %`;
}

function byId(id) {
  return document.getElementById(id);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {}))
    if (value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined)); // strings become text
  return made;
}

function element(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

// About so many round values from one to another.
function roundValues(from, to, about, bases = [1, 2, 5, 10]) {
  const rough = (to - from) / about;
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * bases.find((base) => power * base >= rough * 0.999);
  const values = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-6; ++i) values.push(i * step + 0); // no -0
  return values;
}

// The same for bytes: round in KiB, MiB, ...
function roundSizes(from, to, about) {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(Math.max(to, 1)) / Math.log(1024)));
  return roundValues(from / unit, to / unit, about).map((value) => value * unit);
}
