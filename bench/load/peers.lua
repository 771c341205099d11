-- wrk's side of bench/peers.py: sends requests as they stand in the file, each ended by NUL, with a
-- number of its own for "@@@@@@@@@@@@"; counts what was answered with success and without a refusal.
local requests, n = {}, 0
local sent = 0

function init(args)
   local file = assert(io.open(args[1], "rb"))
   for request in file:read("*a"):gmatch("([^%z]+)%z") do
      n = n + 1
      local at = request:find("@@@@@@@@@@@@", 1, true)
      requests[n] = at and {request:sub(1, at - 1), request:sub(at + 12)} or {request}
   end
   sent = tonumber(args[2])
   math.randomseed(sent)
   stored, refused = 0, 0
end

function request()
   sent = sent + 1
   local parts = requests[math.random(n)]
   return parts[2] and parts[1] .. string.format("%012d", sent) .. parts[2] or parts[1]
end

function response(status, headers)
   if status >= 300 or headers["X-Tracker-Refused"] then
      refused = refused + 1
   else
      stored = stored + 1
   end
end

local threads = {}
function setup(thread)
   table.insert(threads, thread)
end

function done(summary)
   local thread = threads[1]
   io.write(string.format('\n{"seconds": %f, "stored": %d, "refused": %d}\n',
      summary.duration / 1e6, thread:get("stored"), thread:get("refused")))
end
