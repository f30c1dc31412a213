// SPDX-License-Identifier: Apache-2.0
// All sections, in their order.
showHead();
showVerdict();
showTotals();
fitDrawing();
nameEdges();
showNodes();
showTimes();
showOverTime();
showLatencies();
showTimeline();
showFailures();
showNotes();
showConfig();

// On paper nobody can open what is folded.
const folded = byId("config-details");
let wasOpen = false;
window.addEventListener("beforeprint", () => {
  wasOpen = folded.open;
  folded.open = true;
});
window.addEventListener("afterprint", () => {
  folded.open = wasOpen;
});
