-- wrk's side of bench/ingest.py: sends some visitor's head with some page's body and an id of its
-- own each time, and counts plain 204s apart from refusals. The file: requests ended by NUL, all
-- bodies of one length, with "@@@@@@@@@@@@" for the id.
local heads, befores, afters, n = {}, {}, {}, 0
local sent = 0

function init(args)
   local file = assert(io.open(args[1], "rb"))
   for request in file:read("*a"):gmatch("([^%z]+)%z") do
      local body = request:find("\r\n\r\n", 1, true) + 4
      local at = request:find("@@@@@@@@@@@@", body, true)
      n = n + 1
      heads[n] = request:sub(1, body - 1)
      befores[n], afters[n] = request:sub(body, at - 1), request:sub(at + 12)
   end
   sent = tonumber(args[2])
   math.randomseed(sent)
   stored, refused, other = 0, 0, 0
end

function request()
   sent = sent + 1
   local page = math.random(n)
   return heads[math.random(n)] .. befores[page] .. string.format("%012d", sent) .. afters[page]
end

function response(status, headers)
   if status ~= 204 then
      other = other + 1
   elseif headers["X-Tracker-Refused"] then
      refused = refused + 1
   else
      stored = stored + 1
   end
end

local threads = {}
function setup(thread)
   table.insert(threads, thread)
end

function done(summary, latency)
   local thread = threads[1]
   io.write(string.format(
      '\n{"seconds": %f, "stored": %d, "refused": %d, "other": %d, "p50_ms": %f, "p99_ms": %f, "errors": %d}\n',
      summary.duration / 1e6, thread:get("stored"), thread:get("refused"), thread:get("other"),
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
