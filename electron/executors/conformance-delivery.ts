import { expect, it } from "vitest";
import type { InputFile } from "../../shared/container.ts";
import type { ScriptType } from "../../shared/words.ts";
import { createRecordingContext } from "./recording-context.ts";
import { requestFor, type ConformanceBench } from "./conformance-bench.ts";

/** What travels with a script is there, and leaves what the user has set in force. */
export function conformsInDelivery(bench: () => ConformanceBench): void {
  async function said(
    type: ScriptType,
    script: string,
    environment: Readonly<Record<string, string>> = {},
    files: readonly InputFile[] = [],
  ): Promise<string> {
    const context = createRecordingContext();
    const request = { ...requestFor(bench(), script, { type, environment }), files };
    const outcome = await bench().executor.run(request, context);
    await bench().executor.discard(context.lastHandle(), request);
    expect({ outcome, stderr: context.log.text("stderr") }).toMatchObject({ outcome: { kind: "exited", exitCode: 0 } });
    expect(await bench().remains(request.executionId)).toEqual([]);
    return context.log.text("stdout");
  }

  const input = { CRONIUM_INPUT: '"ü"' };

  it("gives python its library, imported and not, in child processes too", async () => {
    const child = 'subprocess.run([sys.executable, "-c", "print(cronium.input())"], check=True)';
    const script = `print(cronium.input(), flush=True)\nimport cronium, os, subprocess, sys\n${child}\nprint(os.environ["PYTHONPATH"].endswith(":/mine"))`;
    expect(await said("PYTHON", script, { ...input, PYTHONPATH: "/mine", spool: "/nowhere" })).toBe("ü\nü\nTrue\n");
  });

  it("gives node its library, imported and not, as a module or as CommonJS", async () => {
    const own = "console.log(process.env.NODE_PATH.endsWith(':/mine'), ";
    const environment = { ...input, NODE_PATH: "/mine" };
    const required = `const same = require("cronium"); same.input().then((value) => { ${own}value, cronium.input(), __filename.split("/").pop()); });`;
    expect(await said("NODEJS", required, environment)).toMatch(/^true ü ü script\.c?js\n$/);
    const imported = `import { input } from "cronium";\n${own}await input(), cronium.input(), import.meta.url.split("/").pop());`;
    expect(await said("NODEJS", imported, environment)).toBe("true ü ü script.mjs\n");
  });

  it("gives bash its functions, and reads what BASH_ENV named as well", async () => {
    const files = [{ path: "mine.sh", data: Buffer.from("mine() { echo mine; }\n").toString("base64") }];
    const script = "type -t cronium_input mine; mine; bash -c 'type -t cronium_input'";
    const environment = { ...input, BASH_ENV: "$CRONIUM_FILES_DIRECTORY/mine.sh" };
    expect(await said("BASH", script, environment, files)).toBe("function\nfunction\nmine\nfunction\n");
  });

  it("lays an event's files into a folder that CRONIUM_FILES_DIRECTORY names", async () => {
    const binary = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    const contents = { "a.txt": "text\n", "sub folder/deep/b.bin": binary, empty: "" };
    const files = Object.entries(contents).map(([path, content]) => ({
      path,
      data: Buffer.from(content).toString("base64"),
    }));
    const script =
      'cd "$CRONIUM_FILES_DIRECTORY" && find . -type f | sort && cat a.txt && od -An -tx1 -v "sub folder/deep/b.bin" | tr -d " \\n" | wc -c && wc -c <empty';
    const found = await said("BASH", script, {}, files);
    expect(found.replaceAll(/ +/g, "")).toBe(
      `./a.txt\n./empty\n./subfolder/deep/b.bin\ntext\n${String(2 * binary.length)}\n0\n`,
    );
  });
}
