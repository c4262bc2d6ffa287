// Follows a running check and shows its result when it is there.
"use strict";

const doing = document.getElementById("doing");
const events = new EventSource(doing.dataset.events);
events.onmessage = (event) => {
  doing.textContent = event.data;
};
const look = () => {
  events.close();
  location.reload();
};
events.addEventListener("done", look);
// The connection may be gone for good: then the page itself knows more.
events.onerror = () => setTimeout(look, 2000);
