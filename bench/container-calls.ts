import { limitRow, rateRow, type BenchRow, type Scale } from "./bench-row.ts";
import { openJobTimer, type JobTimer } from "./job-timer.ts";

/** Calls a second, from eight connections of one script. */
const rate = 1_000;
const connections = 8;

/** Reads a variable at the given rate; a call's time begins when it is due, whether or not the one before has ended. */
function callingScript(seconds: number): string {
  return `import http.client, json, os, threading, time
from urllib.parse import urlparse
base = urlparse(os.environ["CRONIUM_RUNTIME_API"])
own = "/executions/" + os.environ["CRONIUM_EXECUTION_ID"]
headers = {"Authorization": "Bearer " + os.environ["CRONIUM_EXECUTION_TOKEN"], "Content-Type": "application/json"}
def connect():
    return http.client.HTTPConnection(base.hostname, base.port, timeout=30)
def call(connection, method, path, body=None):
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read()
    assert response.status == 200, text
    return text
first = connect()
call(first, "PUT", own + "/variables/bench", json.dumps({"value": {"a": 1, "b": "x" * 40}}))
times, lock = [], threading.Lock()
begin = time.perf_counter() + 0.2
def work(index):
    connection, mine = connect(), []
    for turn in range(${String((rate * seconds) / connections)}):
        due = begin + (turn * ${String(connections)} + index) / ${String(rate)}
        wait = due - time.perf_counter()
        if wait > 0: time.sleep(wait)
        call(connection, "GET", own + "/variables/bench")
        mine.append(time.perf_counter() - due)
    with lock: times.extend(mine)
threads = [threading.Thread(target=work, args=(index,)) for index in range(${String(connections)})]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
took = time.perf_counter() - begin
times.sort()
figures = {}
for line in call(first, "GET", "/metrics").decode().split("\\n"):
    if line.startswith("cronium_variable_cache_"): figures[line.split(" ")[0].split("{")[0]] = float(line.split(" ")[1])
hits, misses = figures["cronium_variable_cache_hits_total"], figures["cronium_variable_cache_misses_total"]
print(json.dumps({"p50": times[len(times) // 2] * 1000, "p99": times[int(len(times) * 0.99)] * 1000,
  "rate": len(times) / took, "hits": 100 * hits / (hits + misses)}))
`;
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly rate: number;
  readonly hits: number;
}

/** What a script in a container waits for the runtime API, through its relay, and how often memory answers. */
export async function benchContainerCalls(scale: Scale): Promise<BenchRow[]> {
  const timer = await openJobTimer({ environment: { RUNTIME_RATE_LIMIT_PER_MIN: "0" } });
  try {
    const { p50, p99, rate: reached, hits } = await callFrom(timer, scale(10));
    return [
      limitRow({ name: "call from a container: median", ours: p50, unit: "ms" }),
      limitRow({ name: "call from a container: 99 of 100 within", ours: p99, unit: "ms", atMost: 5 }),
      rateRow({
        name: "calls from a container, of 1,000 a second",
        ours: reached,
        baseline: undefined,
        unit: "calls/s",
      }),
      rateRow({ name: "reads of variables that memory answers", ours: hits, baseline: undefined, unit: "%" }),
    ];
  } finally {
    await timer.close();
  }
}

async function callFrom(timer: JobTimer, seconds: number): Promise<Figures> {
  const { api } = timer;
  const run = { on: "container", network: "none" } as const;
  const eventId = await timer.createEvent({ name: "calls", type: "PYTHON", run, script: callingScript(seconds) });
  await timer.time(eventId);
  const page = await api.jobs.list.query({ eventId });
  const job = await api.jobs.get.query({ id: page.jobs[0]?.id ?? "" });
  const { parts } = await api.logs.read.query({ executionId: job.executions[0]?.id ?? "" });
  const said = parts.filter(({ stream }) => stream === "stdout").map(({ data }) => Buffer.from(data, "base64"));
  return JSON.parse(Buffer.concat(said).toString()) as Figures;
}
