// In the page that sends a test visit: what the server answers to it, for the set-up page around it.

const tell = (answer) => parent.postMessage({ testVisit: answer }, location.origin);

// A module is run before the deferred script behind it: its first message goes through here.
const real = window.fetch;
window.fetch = async (...call) => {
  try {
    const answer = await real(...call);
    tell(answer.headers.get("X-Tracker-Refused") ?? "taken");
    return answer;
  } catch (error) {
    tell("unreachable");
    throw error;
  }
};

document.querySelector("script[data-token]").addEventListener("error", () => tell("unreachable"));
