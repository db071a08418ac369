import { openConnection, type Connection } from "../../store/connection.ts";
import type { FaultPoints } from "./fault-points.ts";

type Statement = ReturnType<Connection["prepare"]>;

const nameLength = 90;
const endsTransaction = /^\s*(commit|rollback|release|end)\b/i;

/** A statement's name among the fault points: its text without what varies. */
function nameOf(text: string): string {
  const plain = text
    .replaceAll(/\s+/g, " ")
    .replaceAll('"', "")
    .replaceAll(/\?(, \?)+/g, "?")
    .replaceAll(/(\(\?\), )+/g, "")
    .trim();
  return plain.slice(0, nameLength);
}

/** The writer, with a fault point before and after every statement that writes and every commit. */
export function openFaultyConnection(points: FaultPoints): (path: string) => Connection {
  return (path) => faulty(openConnection(path), points);
}

function faulty(connection: Connection, points: FaultPoints): Connection {
  // A commit is named after the last write that it makes lasting.
  let written = "nothing";

  function around<Result>(text: string, isReading: boolean, run: () => Result): Result {
    const ends = endsTransaction.test(text);
    if (isReading && !ends) return run();
    if (!ends) written = nameOf(text);
    const name = ends ? `${nameOf(text)} of ${written}` : written;
    points.pass(`database, before: ${name}`);
    const result = run();
    points.pass(`database, after: ${name}`);
    return result;
  }

  function wrap(statement: Statement): Statement {
    return new Proxy(statement, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        const call = (...given: unknown[]): unknown => Reflect.apply(value, target, given) as unknown;
        if (key !== "run" && key !== "all" && key !== "get") return call;
        return (...given: unknown[]) => around(target.source, target.readonly, () => call(...given));
      },
    });
  }

  return new Proxy(connection, {
    get(target, key) {
      if (key === "prepare") return (text: string) => wrap(target.prepare(text));
      if (key === "exec") return (text: string) => around(text, false, () => target.exec(text));
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function"
        ? (...given: unknown[]): unknown => Reflect.apply(value, target, given) as unknown
        : value;
    },
  });
}
