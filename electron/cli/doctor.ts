import type { Command } from "commander";
import { toErrorDetails } from "../../shared/errors.ts";
import type { DoctorLine } from "../../shared/system.ts";
import type { Attach } from "./action.ts";
import { connect, type Connection } from "./connect.ts";
import { choosePaint, statusText } from "./paint.ts";
import type { Session } from "./session.ts";
import { alignedLines } from "./table.ts";
import { plainText } from "./text.ts";

/** What the contract's answer looks like: an absent remedy is absent. */
type Line = Omit<DoctorLine, "remedy"> & { readonly remedy?: string | undefined };

export function addDoctor(program: Command, attach: Attach): void {
  const command = program
    .command("doctor")
    .description("check Docker, keychain, data directory, clock and servers, and say what to do");
  attach(command, doctor);
}

async function doctor(session: Session): Promise<number> {
  const lines = await examine(session);
  const paint = choosePaint(session.io);
  const rows = lines.map(({ name, verdict, message, remedy }) => [
    statusText(paint, verdict),
    plainText(name),
    plainText([message, remedy].filter(Boolean).join(". ").replaceAll("..", ".")),
  ]);
  await session.print(lines, alignedLines(rows));
  return lines.some(({ verdict }) => verdict === "problem") ? 1 : 0;
}

async function examine(session: Session): Promise<readonly Line[]> {
  let connection: Connection;
  try {
    connection = await connect(session);
  } catch (error) {
    // What keeps the program from its data is the finding.
    const { message, remedy } = toErrorDetails(error);
    return [{ name: "data directory", verdict: "problem", message, remedy }];
  }
  try {
    return await connection.client.system.doctor.query();
  } finally {
    await connection.close();
  }
}
