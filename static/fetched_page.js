/** The page of ours at the address, parsed; nothing if none comes. Whoever is logged out is led to the log-in page. XMLHttpRequest
 * parses it: DOMParser would want a trusted type. */
export const fetchPage = (address, signal) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal?.addEventListener("abort", abort);
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    request.onabort = () => resolve(null);
    request.responseType = "document";
    request.onload = () => {
      if (request.responseXML) request.responseXML.address = request.responseURL;
      resolve(request.responseXML);
    };
    request.onerror = () => resolve(null);
    request.open("GET", address);
    request.send();
  });
