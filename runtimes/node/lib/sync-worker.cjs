"use strict";
const { workerData } = require("worker_threads");
const { CroniumError, flattenError } = require("./errors.cjs");
const { Transport } = require("./transport.cjs");

/** Makes the calls of a thread that waits for them. One message at a time, one answer to each. */
const { counter, port, options } = workerData;
const transport = new Transport(options);
const streams = new Map();
let lastStream = 0;

function keep(stream) {
  lastStream += 1;
  streams.set(lastStream, stream);
  return lastStream;
}

const kinds = {
  text: ({ call }) => transport.text(call),

  open: ({ call }) => keep(transport.texts(call)),

  async read({ stream }) {
    const { done, value } = await streams.get(stream).next();
    return done ? null : value;
  },

  begin: ({ call }) => keep(createUpload(call)),
  write: ({ stream, chunk }) => streams.get(stream).write(chunk),

  end({ stream }) {
    const upload = streams.get(stream);
    streams.delete(stream);
    return upload.end();
  },

  async drop({ stream }) {
    const dropped = streams.get(stream);
    streams.delete(stream);
    if (dropped !== undefined) await dropped.return();
  },
};

/** A body that is written piece by piece: each piece is taken before the next is asked for. */
function createUpload(call) {
  let give;
  let taken = () => undefined;
  const waiting = [];
  const nextPiece = () =>
    waiting.length > 0 ? Promise.resolve(waiting.shift()) : new Promise((resolve) => void (give = resolve));
  async function* pieces() {
    for (;;) {
      const piece = await nextPiece();
      if (piece.error !== undefined) throw piece.error;
      if (piece.done) return;
      yield piece.chunk;
      taken();
    }
  }
  const sent = transport.stream(call, pieces());
  // Told to whoever writes next.
  sent.catch(() => undefined);
  const put = (piece) => {
    if (give === undefined) waiting.push(piece);
    else {
      const receive = give;
      give = undefined;
      receive(piece);
    }
  };
  return {
    write(chunk) {
      const isTaken = new Promise((resolve) => void (taken = resolve));
      put({ chunk });
      return Promise.race([isTaken, sent]);
    },
    end() {
      put({ done: true });
      return sent;
    },
    return() {
      put({ error: new CroniumError("The stream was given up.", "given_up") });
      return sent.catch(() => undefined);
    },
  };
}

function answer(message) {
  port.postMessage(message);
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
}

port.on("message", async (message) => {
  try {
    answer({ value: await kinds[message.kind](message) });
  } catch (error) {
    answer({ error: flattenError(error) });
  }
});
answer({ value: "ready" });
