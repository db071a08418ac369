import { expect, it } from "vitest";
import { notificationCommands, showNotification, type Notice } from "./notification.ts";

const hostile: Notice = { title: `--help "$(id)" 'x' %n`, body: 'a <b>bold</b> & `id` "q" \\ \n$HOME', urgent: true };

it.each(["linux", "freebsd", "darwin", "win32"] as const)(
  "puts no text of a notice into a script on %s",
  (platform) => {
    for (const { program, words, environment } of notificationCommands(platform, hostile)) {
      const script = words.filter((word) => !word.includes("$(id)") && !word.includes("`id`"));
      expect(script.join(" ")).not.toMatch(/bold|\$HOME/);
      const texts = [...words, ...Object.values(environment ?? {})];
      expect(
        texts.some((text) => text.includes("$(id)")),
        program,
      ).toBe(true);
      // No word of ours may be taken for an option.
      const option = words.findIndex((word) => word.startsWith("--help"));
      if (option >= 0 && program !== "/usr/bin/osascript") expect(words.slice(0, option)).toContain("--");
    }
  },
);

it("shows markup as the text it is", () => {
  const [notifySend] = notificationCommands("linux", hostile);
  expect(notifySend?.words.at(-1)).toContain("a &lt;b&gt;bold&lt;/b&gt; &amp;");
});

it("tries one program after another, and says why when none could show it", async () => {
  const tried: string[] = [];
  const answer = (working: string) => (program: string) => {
    tried.push(program);
    const works = program === working;
    return Promise.resolve({
      status: works ? 0 : undefined,
      stdout: "",
      complaint: works ? "" : `${program} is not there`,
    });
  };
  expect(await showNotification("linux", hostile, answer("busctl"))).toBeUndefined();
  expect(tried).toEqual(["notify-send", "busctl"]);
  expect(await showNotification("linux", hostile, answer("none"))).toBe(
    "notify-send is not there; busctl is not there; gdbus is not there",
  );
});
