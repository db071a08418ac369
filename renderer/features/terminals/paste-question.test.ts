import { expect, it } from "vitest";
import { pasteQuestion } from "./paste-question.ts";

it("asks nothing where no line ends", () => {
  expect(pasteQuestion("ls -l /var", "web-1", false)).toBeUndefined();
});

it("asks about a single line that would run at once", () => {
  expect(pasteQuestion("rm -r old\n", "web-1", false)).toMatchObject({
    title: "Paste 1 line into web-1?",
    consequences: ["Each line runs there as soon as it arrives.", "`rm -r old`"],
  });
});

it("counts lines whatever ends them, and shows the first", () => {
  const question = pasteQuestion("one\r\ntwo\rthree\n\nfive\nsix", "web-1", true);
  expect(question?.title).toBe("Paste 6 lines into web-1?");
  expect(question?.consequences.slice(1)).toEqual(["`one`", "`two`", "`three`", "And 3 more"]);
  expect(question?.consequences[0]).toContain("as a whole");
});
