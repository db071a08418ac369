import { createRunProgram, type RunProgram } from "../base/run-program.ts";

/** What a person is told on their desktop. Holds no secret. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Something is wrong, and stays on the screen where the desktop has that. */
  readonly urgent: boolean;
}

/** A program that shows a notice; it gets the texts as words or variables, never as part of a script. */
export interface NotificationCommand {
  readonly program: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The programs to try on a platform, best first. */
export function notificationCommands(platform: NodeJS.Platform, notice: Notice): readonly NotificationCommand[] {
  switch (platform) {
    case "darwin":
      return [osascript(notice)];
    case "win32":
      return [powershell(notice)];
    default:
      return [notifySend(notice), busctl(notice), gdbus(notice)];
  }
}

/**
 * Shows a notice on the desktop.
 * @returns undefined when it was shown, else why not
 */
export async function showNotification(
  platform: NodeJS.Platform,
  notice: Notice,
  run: RunProgram,
): Promise<string | undefined> {
  const complaints: string[] = [];
  for (const { program, words, environment } of notificationCommands(platform, notice)) {
    const { status, complaint } = await run(program, words, environment);
    if (status === 0) return undefined;
    complaints.push(complaint);
  }
  return complaints.join("; ");
}

function notifySend({ title, body, urgent }: Notice): NotificationCommand {
  const urgency = urgent ? "critical" : "normal";
  return {
    program: "notify-send",
    words: ["--app-name=Cronium", `--urgency=${urgency}`, "--", title, withoutMarkup(body)],
  };
}

/** org.freedesktop.Notifications.Notify, from the Desktop Notifications Specification 1.2: susssasa{sv}i. */
const notifications = "org.freedesktop.Notifications";
const notificationsPath = "/org/freedesktop/Notifications";
const urgencyLevels = { normal: "1", critical: "2" } as const;

function busctl({ title, body, urgent }: Notice): NotificationCommand {
  const hints = ["1", "urgency", "y", urgent ? urgencyLevels.critical : urgencyLevels.normal];
  const values = ["Cronium", "0", "", title, withoutMarkup(body), "0", ...hints, "-1"];
  const call = [notifications, notificationsPath, notifications, "Notify", "susssasa{sv}i"];
  return { program: "busctl", words: ["--user", "--timeout=10", "--", "call", ...call, ...values] };
}

/** Texts are written as GVariant strings, whose escapes are those of JSON. */
function gdbus({ title, body, urgent }: Notice): NotificationCommand {
  const hints = `{'urgency': <byte ${urgent ? urgencyLevels.critical : urgencyLevels.normal}>}`;
  const values = [
    '"Cronium"',
    "uint32 0",
    '""',
    JSON.stringify(title),
    JSON.stringify(withoutMarkup(body)),
    "@as []",
    hints,
  ];
  const call = ["--dest", notifications, "--object-path", notificationsPath, "--method", `${notifications}.Notify`];
  return { program: "gdbus", words: ["call", "--session", "--timeout", "10", ...call, ...values, "int32 -1"] };
}

/** Bodies are a kind of markup on many desktops. */
function withoutMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function osascript({ title, body }: Notice): NotificationCommand {
  const script = ["on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run"];
  return { program: "/usr/bin/osascript", words: [...script.flatMap((line) => ["-e", line]), title, body] };
}

/** A toast needs the identity of an installed program: that of PowerShell itself is on every Windows. */
const powershellIdentity = String.raw`{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe`;
const toastScript = [
  "$ErrorActionPreference = 'Stop'",
  "[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]",
  "$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02",
  "$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)",
  "$texts = $toast.GetElementsByTagName('text')",
  "[void]$texts.Item(0).AppendChild($toast.CreateTextNode($env:CRONIUM_NOTICE_TITLE))",
  "[void]$texts.Item(1).AppendChild($toast.CreateTextNode($env:CRONIUM_NOTICE_BODY))",
  `$desktop = [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('${powershellIdentity}')`,
  "$desktop.Show([Windows.UI.Notifications.ToastNotification]::new($toast))",
].join("; ");

function powershell({ title, body }: Notice): NotificationCommand {
  return {
    program: "powershell.exe",
    words: ["-NoProfile", "-NonInteractive", "-Command", toastScript],
    environment: { CRONIUM_NOTICE_TITLE: title, CRONIUM_NOTICE_BODY: body },
  };
}

/** Shows notices on the desktop of whoever runs this program. @param environment that programs get */
export function desktopNotifier(environment: NodeJS.ProcessEnv): (notice: Notice) => Promise<string | undefined> {
  const run = createRunProgram(environment);
  return (notice) => showNotification(process.platform, notice, run);
}
