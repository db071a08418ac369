/** What the script leaves beside the server's own files: its starts, and the SHA-256 of what it wrote. */
export interface ScriptMarks {
  readonly startsFile: string;
  readonly sumsFile: string;
}

export interface SeededScript {
  readonly seed: number;
  /** Of both streams together. */
  readonly bytes: number;
  /** How long it takes at least, seconds: it rests between pieces. */
  readonly seconds: number;
  readonly exitCode: number;
}

/**
 * A Python script that writes text drawn from a seed to both streams, in pieces of random length, and keeps what it has
 * written of each as a SHA-256 on the server: nothing that comes over the wire takes part in that.
 */
export function seededScript({ seed, bytes, seconds, exitCode }: SeededScript, marks: ScriptMarks): string {
  return `
import hashlib, json, os, random, sys, time

with open(${JSON.stringify(marks.startsFile)}, "a") as starts:
    starts.write(os.environ["CRONIUM_EXECUTION_ID"] + "\\n")
draw = random.Random(${String(seed)})
streams = {"stdout": sys.stdout.buffer, "stderr": sys.stderr.buffer}
sums = {name: hashlib.sha256() for name in streams}
counts = {name: 0 for name in streams}
total, begun = ${String(bytes)}, time.monotonic()
letters = [draw.randbytes(49152).hex().encode() for _ in range(8)]
while sum(counts.values()) < total:
    name = "stdout" if draw.random() < 0.7 else "stderr"
    length = min(draw.choice([1, 80, 4000, 65536, 98304]), total - sum(counts.values()))
    piece = bytearray(draw.choice(letters)[:length])
    for _ in range(length // 300):
        piece[draw.randrange(length)] = draw.choice(b"\\n\\n\\n\\x00\\x1b\\xc3\\xff ")
    sums[name].update(piece)
    counts[name] += length
    streams[name].write(piece)
    streams[name].flush()
    ahead = begun + ${String(seconds)} * sum(counts.values()) / total - time.monotonic()
    if ahead > 0.01:
        time.sleep(ahead)
with open(${JSON.stringify(marks.sumsFile)}, "w") as result:
    json.dump({name: {"sha256": sums[name].hexdigest(), "bytes": counts[name]} for name in streams}, result)
sys.exit(${String(exitCode)})
`;
}
