// Chooses the browser's own time zone in a form that has not been sent yet.

const field = document.querySelector("select[name=time_zone][data-prefill]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

// The server knows more names than this list shows only when the browser uses an old one.
if (field && [...field.options].some((option) => option.value === zone)) field.value = zone;
